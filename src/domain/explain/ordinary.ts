/** Failures that programs meet on purpose while they work: where others are there as well, these are not the one asked about. */

/**
 * Errnos by what programs try: looking for files, asking whether something is a terminal, waiting without blocking,
 * reading the messages of a mount that is being set up (`read` of what fsopen gives, since 5.2).
 */
const ORDINARY: Readonly<Record<string, readonly RegExp[]>> = {
  ENOENT: [
    /^(?:open|stat|access|readlink|newfstat|fstatat|statx|lstat|execve|faccess|statfs|unlink|getxattr|chdir|mount_setattr)/,
  ],
  ENOTDIR: [/^(?:open|stat|newfstat|statx|execve)/],
  ENOTTY: [/^ioctl/],
  EINVAL: [/^readlink/, /^prctl/, /^seccomp/],
  EEXIST: [/^mkdir/, /^symlink/],
  EAGAIN: [/^(?:read|recv|accept|poll|epoll|futex|getrandom|write|send|connect|inotify|io_|ppoll|timerfd)/],
  EINPROGRESS: [/^connect/],
  EINTR: [/./],
  ERESTARTSYS: [/./],
  ERESTARTNOINTR: [/./],
  ERESTARTNOHAND: [/./],
  ERESTART_RESTARTBLOCK: [/./],
  ETIMEDOUT: [/^(?:futex|ppoll|rt_sigtimedwait)/],
  ECHILD: [/^wait/],
  ENODATA: [/^l?f?getxattr/, /^read$/],
  EOPNOTSUPP: [/^l?f?getxattr/],
  ESRCH: [/^kill/],
};

export function isOrdinary(errno: string, syscall: string): boolean {
  return ORDINARY[errno]?.some((pattern) => pattern.test(syscall)) ?? false;
}
