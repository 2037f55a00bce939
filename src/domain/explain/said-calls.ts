/** The syscalls that a program's message speaks of, likeliest first. */

/** Functions of libc, of other languages' libraries, and words of messages, by the syscall behind them on today's systems. */
const BEHIND: Readonly<Record<string, string>> = {
  open: 'openat',
  fopen: 'openat',
  opendir: 'openat',
  creat: 'openat',
  mkstemp: 'openat',
  mkdtemp: 'mkdirat',
  shm_open: 'openat',
  fork: 'clone',
  vfork: 'clone',
  pthread_create: 'clone3',
  posix_spawn: 'clone3',
  spawn: 'execve',
  exec: 'execve',
  execv: 'execve',
  execvp: 'execve',
  stat: 'newfstatat',
  lstat: 'newfstatat',
  fstat: 'newfstatat',
  send: 'sendto',
  recv: 'recvfrom',
  accept: 'accept4',
  inotify_init: 'inotify_init1',
  epoll_create: 'epoll_create1',
  eventfd: 'eventfd2',
  signalfd: 'signalfd4',
  pipe: 'pipe2',
  dup2: 'dup3',
  mkfifo: 'mknodat',
  sem_open: 'openat',
  umount: 'umount2',
  scandir: 'openat',
  watch: 'inotify_add_watch',
  setrlimit: 'prlimit64',
  mkdir: 'mkdirat',
  rmdir: 'unlinkat',
  unlink: 'unlinkat',
  rename: 'renameat2',
  link: 'linkat',
  symlink: 'symlinkat',
  readlink: 'readlinkat',
  chmod: 'fchmodat',
  chown: 'fchownat',
  access: 'faccessat',
  mknod: 'mknodat',
  mv: 'renameat2',
  ln: 'linkat',
  rm: 'unlinkat',
  touch: 'openat',
  cp: 'openat',
  renice: 'setpriority',
};

/** A manual page's `mount(2)`, a call's `move_mount()`, `Failed system call was semget(…)`. */
const CALLED = /\b([a-z_][a-z0-9_]{1,40})\((?:2\))?/g;
/** Node: `ENOSPC: no space left on device, mkdir '/x'`, also without a path; libuv: `syscall: 'watch'`. */
const NODE = /, ([a-z_]{2,30})(?: '|$)|syscall: '([a-z_]{2,30})'/;
const WORD = /[a-z_][a-z0-9_]{1,40}/g;

/** Words in which no syscall is meant although one has that name. */
const PLAIN_WORDS = new Set([
  'write',
  'read',
  'time',
  'access',
  'process',
  'select',
  'link',
  'kill',
  'wait',
  'sync',
  'pause',
  'bind',
  'open',
  'watch',
  'create',
  'exec',
]);

/**
 * Names to try: as they stand, then what stands behind them.
 * @param line - without the message of the errno's own, words of which are names of syscalls as well
 */
export function saidCalls(line: string): readonly string[] {
  const text = line.slice(0, 600);
  const called = [...text.matchAll(CALLED)].map(([, name = '']) => name);
  const node = NODE.exec(text);
  // Perror, Go, shells: the word before the colon that the message follows, or the first of its words.
  const parts = text.split(/:\s|\s-\s/);
  const before = parts.flatMap((part) => {
    const words = part.match(WORD) ?? [];
    return [words.at(-1) ?? '', words[0] ?? ''];
  });
  const rest = (text.match(WORD) ?? []).filter((word) => !PLAIN_WORDS.has(word));
  const names = [...called, node?.[1] ?? node?.[2] ?? '', ...before.reverse(), ...rest].filter((name) => name !== '');
  return [...new Set(names.flatMap((name) => (BEHIND[name] === undefined ? [name] : [name, BEHIND[name] ?? ''])))];
}
