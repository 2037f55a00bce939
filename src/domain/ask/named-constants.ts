/** Constants of the kernel's interface that say which syscall was called: `KVM_RUN failed`, `BPF_MAP_CREATE: EPERM`. */
import { errnoByName } from '../errno.js';
import type { Word } from './words.js';

/** By how the name begins, the more special first (`include/uapi/linux/`, 6.12). */
const BEGINNINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^IORING_REGISTER_/, ['io_uring_register']],
  [/^IORING_(?:SETUP|ENTER)_/, ['io_uring_setup']],
  [/^BPF_[A-Z]+_[A-Z]/, ['bpf']],
  [/^PR_[A-Z]/, ['prctl']],
  [/^ARCH_[A-Z]/, ['arch_prctl']],
  [/^KEYCTL_/, ['keyctl']],
  [/^F_(?:SET|GET|ADD|DUP|OFD|NOTIFY)/, ['fcntl']],
  [/^PTRACE_/, ['ptrace']],
  [/^FUTEX_/, ['futex']],
  [/^MADV_/, ['madvise']],
  [/^FSCONFIG_/, ['fsconfig']],
  [/^SECCOMP_/, ['seccomp', 'prctl']],
  [/^EPOLL_CTL_/, ['epoll_ctl']],
  [/^LANDLOCK_/, ['landlock_add_rule', 'landlock_create_ruleset']],
  [/^(?:SO|TCP|UDP|IPV6|IP|IPT|PACKET|SCTP|XDP)_[A-Z]/, ['setsockopt', 'getsockopt']],
  [/^CLONE_NEW/, ['unshare', 'clone', 'clone3', 'setns']],
  [/^CLONE_[A-Z]/, ['clone', 'clone3']],
  [/^RESOLVE_[A-Z]/, ['openat2']],
  [/^FAN_MARK_/, ['fanotify_mark']],
  [/^FAN_(?:CLASS|REPORT|UNLIMITED)_/, ['fanotify_init']],
  [/^SHM_(?:LOCK|UNLOCK|STAT|INFO)$/, ['shmctl']],
  [/^SHM_(?:HUGETLB|NORESERVE)$/, ['shmget']],
  [/^(?:SETVAL|SETALL|GETVAL|GETALL|SEM_STAT|SEM_INFO)$/, ['semctl']],
  [/^SCM_(?:RIGHTS|CREDENTIALS|SECURITY|PIDFD)$/, ['sendmsg']],
  [/^MSG_(?:OOB|PEEK|DONTWAIT|NOSIGNAL|ZEROCOPY|TRUNC|ERRQUEUE|WAITALL|FASTOPEN)$/, ['sendmsg', 'recvmsg']],
  [/^MAP_[A-Z]/, ['mmap']],
  [/^PROT_(?:READ|WRITE|EXEC|NONE)$/, ['mmap', 'mprotect']],
  [/^MREMAP_[A-Z]/, ['mremap']],
  [/^MPOL_[A-Z]/, ['mbind', 'set_mempolicy']],
  [/^MFD_[A-Z]/, ['memfd_create']],
  [/^FALLOC_FL_/, ['fallocate']],
  [/^GRND_[A-Z]/, ['getrandom']],
  [/^RENAME_(?:EXCHANGE|NOREPLACE|WHITEOUT)$/, ['renameat2']],
  [/^XATTR_(?:CREATE|REPLACE)$/, ['setxattr']],
  [/^LOCK_(?:SH|EX|NB|UN)$/, ['flock']],
  [/^MS_[A-Z]/, ['mount']],
  [/^MNT_(?:DETACH|FORCE|EXPIRE)$/, ['umount2']],
  [/^Q_X?(?:GET|SET|QUOTAO|SYNC)/, ['quotactl']],
  [/^SCHED_(?:FIFO|RR|BATCH|IDLE)$/, ['sched_setscheduler', 'sched_setattr']],
  [/^SCHED_DEADLINE$/, ['sched_setattr']],
  [/^PERF_(?:TYPE|COUNT|SAMPLE)_/, ['perf_event_open']],
  [/^ADJ_[A-Z]/, ['adjtimex', 'clock_adjtime']],
  [/^IOPRIO_[A-Z]/, ['ioprio_set']],
  [/^MEMBARRIER_CMD_/, ['membarrier']],
];
/** How a file was opened: what failed is often another call, where one is named. */
const OPENED = /^O_(?:DIRECT|TMPFILE|NOATIME|CREAT|EXCL|PATH|NOFOLLOW|DIRECTORY|LARGEFILE)$/;
/** Prefixes of what `ioctl` is told. */
const IOCTL =
  /^(?:[A-Z0-9]+_IOC(?:TL)?_|KVM_|VHOST_|VFIO_|LOOP_|NBD_|DM_|BLK[A-Z]|SIOC[A-Z]|TIOC[A-Z]|TUN[SG]ET|RTC_|HDIO_|EVIOC|USBDEVFS_|FICLONE|FIFREEZE|FITHAW|FITRIM|UFFDIO_|SG_IO$|CDROM|NS_GET_|VIDIOC_|DRM_IOCTL_)/;

export interface ConstantCall {
  readonly word: Word;
  readonly syscalls: readonly string[];
  /** Whether any call that is named says more. */
  readonly weak?: true;
}

/** @param commands - the constants that are told apart in the kernel at hand */
export function constantCalls(words: readonly Word[], commands: readonly string[]): readonly ConstantCall[] {
  return words.flatMap((word): ConstantCall[] => {
    const { text } = word;
    if (!/^[A-Z][A-Z0-9_]{4,60}$/.test(text) || errnoByName(text)) return [];
    const syscalls = BEGINNINGS.find(([begins]) => begins.test(text))?.[1];
    if (syscalls !== undefined) return [{ word, syscalls }];
    if (OPENED.test(text)) return [{ word, syscalls: ['openat'], weak: true }];
    return IOCTL.test(text) && commands.includes(text) ? [{ word, syscalls: ['ioctl'] }] : [];
  });
}
