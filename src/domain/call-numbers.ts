/** Arguments as numbers, where logs and `strace -X raw` show no names: the constants of the ABI by which a call's code differs. */

/** Families of sockets (include/linux/socket.h). */
const FAMILIES: Readonly<Record<number, string>> = {
  ...{ 1: 'AF_UNIX', 2: 'AF_INET', 10: 'AF_INET6', 15: 'AF_KEY', 16: 'AF_NETLINK', 17: 'AF_PACKET', 29: 'AF_CAN' },
  ...{ 31: 'AF_BLUETOOTH', 38: 'AF_ALG', 40: 'AF_VSOCK', 44: 'AF_XDP' },
};

/** include/uapi/asm-generic/fcntl.h (as on x86 and arm64), include/uapi/linux/fcntl.h. */
const FCNTL: Readonly<Record<number, string>> = {
  ...{ 0: 'F_DUPFD', 1: 'F_GETFD', 2: 'F_SETFD', 3: 'F_GETFL', 4: 'F_SETFL', 5: 'F_GETLK', 6: 'F_SETLK' },
  ...{ 7: 'F_SETLKW', 8: 'F_SETOWN', 36: 'F_OFD_GETLK', 37: 'F_OFD_SETLK', 38: 'F_OFD_SETLKW', 1024: 'F_SETLEASE' },
  ...{ 1030: 'F_DUPFD_CLOEXEC', 1031: 'F_SETPIPE_SZ', 1032: 'F_GETPIPE_SZ', 1033: 'F_ADD_SEALS' },
};

/** include/uapi/linux/bpf.h. */
const BPF: readonly string[] = [
  ...['BPF_MAP_CREATE', 'BPF_MAP_LOOKUP_ELEM', 'BPF_MAP_UPDATE_ELEM', 'BPF_MAP_DELETE_ELEM', 'BPF_MAP_GET_NEXT_KEY'],
  ...['BPF_PROG_LOAD', 'BPF_OBJ_PIN', 'BPF_OBJ_GET', 'BPF_PROG_ATTACH', 'BPF_PROG_DETACH', 'BPF_PROG_TEST_RUN'],
];

/** ioctls of KVM, loop devices, terminals and files (their headers in include/uapi). */
const IOCTLS: Readonly<Record<number, string>> = {
  ...{ 44545: 'KVM_CREATE_VM', 44609: 'KVM_CREATE_VCPU', 44672: 'KVM_RUN' },
  ...{ 19456: 'LOOP_SET_FD', 19586: 'LOOP_CTL_GET_FREE', 19466: 'LOOP_CONFIGURE' },
  ...{ 21505: 'TCGETS', 1074025674: 'TUNSETIFF', 1074041865: 'FICLONE', 1074292226: 'FS_IOC_SETFLAGS' },
};

/** Flags of namespaces (include/uapi/linux/sched.h), and of what `mount` is asked for (include/uapi/linux/mount.h). */
const NAMESPACES: Readonly<Record<number, string>> = {
  ...{ 131072: 'CLONE_NEWNS', 33554432: 'CLONE_NEWCGROUP', 67108864: 'CLONE_NEWUTS', 134217728: 'CLONE_NEWIPC' },
  ...{ 268435456: 'CLONE_NEWUSER', 536870912: 'CLONE_NEWPID', 1073741824: 'CLONE_NEWNET' },
};
const MOUNTS: Readonly<Record<number, string>> = {
  ...{ 32: 'MS_REMOUNT', 4096: 'MS_BIND', 8192: 'MS_MOVE', 131072: 'MS_UNBINDABLE' },
  ...{ 262144: 'MS_PRIVATE', 524288: 'MS_SLAVE', 1048576: 'MS_SHARED' },
};

interface Meaning {
  /** Which of the arguments, from 0 on. */
  readonly at: number;
  readonly names: Readonly<Record<number, string>>;
  /** Whether it is a sum of flags. */
  readonly flags?: true;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  socket: { at: 0, names: FAMILIES },
  socketpair: { at: 0, names: FAMILIES },
  fcntl: { at: 1, names: FCNTL },
  bpf: { at: 0, names: { ...BPF } },
  ioctl: { at: 1, names: IOCTLS },
  unshare: { at: 0, names: NAMESPACES, flags: true },
  mount: { at: 3, names: MOUNTS, flags: true },
};

/** The constants that the arguments of a call stand for; none where they tell nothing apart. */
export function namedArguments(syscall: string, values: readonly number[]): readonly string[] {
  const meaning = MEANINGS[syscall];
  const value = meaning === undefined ? undefined : values[meaning.at];
  if (meaning === undefined || value === undefined) return [];
  const { names, flags } = meaning;
  const stands = ([number]: readonly [string, string]): boolean =>
    flags === true ? (value & Number(number)) !== 0 : value === Number(number);
  return Object.entries(names)
    .filter(stands)
    .map(([, name]) => name);
}
