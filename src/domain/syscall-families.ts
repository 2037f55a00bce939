/** Syscalls that stand behind one complaint: what programs call for the same job, so that a plan asks which one failed. */

interface Family {
  readonly syscalls: readonly string[];
  /** Which program calls which, and since when. */
  readonly note: string;
}

const FAMILIES: readonly Family[] = [
  {
    syscalls: ['mount', 'move_mount', 'fsmount', 'fsconfig', 'fsopen'],
    note: 'mount(8) of util-linux 2.39 and newer uses fsopen, fsconfig, fsmount and move_mount where it can',
  },
  { syscalls: ['umount2', 'umount'], note: 'umount(8) calls umount2' },
  { syscalls: ['openat', 'openat2', 'open', 'creat'], note: 'libc opens files with openat' },
  {
    syscalls: ['clone3', 'clone', 'fork', 'vfork'],
    note: 'glibc 2.34 and newer starts threads and processes with clone3 first',
  },
  {
    syscalls: ['newfstatat', 'statx', 'fstat', 'stat', 'lstat', 'fstatat64'],
    note: 'libc and coreutils differ in which stat call they use',
  },
  { syscalls: ['epoll_create1', 'epoll_create'], note: 'libc offers both' },
  { syscalls: ['inotify_init1', 'inotify_init'], note: 'most programs call inotify_init1' },
  { syscalls: ['mkdir', 'mkdirat'], note: 'arches without the old calls have mkdirat only' },
  { syscalls: ['renameat2', 'renameat', 'rename'], note: 'mv(1) calls renameat2' },
  { syscalls: ['unlinkat', 'unlink', 'rmdir'], note: 'rm(1) calls unlinkat' },
  { syscalls: ['accept4', 'accept'], note: 'event loops call accept4' },
  { syscalls: ['sendto', 'sendmsg', 'sendmmsg', 'write'], note: 'a socket can be written to by any of them' },
  { syscalls: ['recvfrom', 'recvmsg', 'recvmmsg', 'read'], note: 'a socket can be read from by any of them' },
  { syscalls: ['execve', 'execveat'], note: 'fexecve(3) calls execveat' },
  { syscalls: ['prlimit64', 'setrlimit'], note: 'glibc sets limits with prlimit64' },
];

/** Other syscalls that a program may have called for the same job. */
interface SyscallFamily {
  readonly others: readonly string[];
  /** All of them, the one that most programs call first. */
  readonly usual: readonly string[];
  readonly note: string;
}

/** `undefined` where none is known. */
export function syscallFamily(name: string): SyscallFamily | undefined {
  const family = FAMILIES.find(({ syscalls }) => syscalls.includes(name));
  const others = family?.syscalls.filter((other) => other !== name) ?? [];
  return family && { others, usual: family.syscalls, note: family.note };
}

/**
 * Whether a failure may be that a mount namespace is full (fs.mount-max): then nothing else can be mounted either.
 * @param syscall - undefined where it is not known which one fails
 */
export function mountsMayFail(errno: string, syscall: string | undefined): boolean {
  const [mounting] = FAMILIES;
  return errno === 'ENOSPC' && (syscall === undefined || mounting?.syscalls.includes(syscall) === true);
}
