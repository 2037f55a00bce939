/** What a program says that it could not do, and the call that this is: `could not create work tree dir`. */

/** `could not`, `unable to`, `failed to`, then some words, and perhaps what it was to be done to. */
const TRIED =
  /\b(?:could ?n[o']t|cannot|can'?t|can not|unable to|failed to|failed|failure|error|while)\s+([a-z]+)((?:[\s-]+[a-z]{1,20}\b(?!\())*)(\s+["'`‘“]?\/)?/gi;

/** Words further back than this belong to something else. */
const MOST_WORDS = 5;

/** The call by what was tried; what is made decides where something is. */
const TRIES: Readonly<Record<string, string>> = {
  ...{ open: 'open', fork: 'fork', mount: 'mount', unmount: 'umount', umount: 'umount', bind: 'bind' },
  ...{
    connect: 'connect',
    listen: 'listen',
    accept: 'accept',
    write: 'write',
    read: 'read',
    map: 'mmap',
    mmap: 'mmap',
  },
  ...{ execute: 'exec', exec: 'exec', delete: 'unlink', unlink: 'unlink', remove: 'unlink', rename: 'rename' },
  ...{ move: 'rename', chown: 'chown', chmod: 'chmod', mkdir: 'mkdir', unshare: 'unshare', truncate: 'ftruncate' },
  ...{ fsync: 'fsync', spawn: 'posix_spawn', sync: 'fsync', send: 'send', receive: 'recv', lock: 'fcntl' },
  ...{
    chdir: 'chdir',
    chroot: 'chroot',
    setns: 'setns',
    poll: 'poll',
    fallocate: 'fallocate',
    preallocate: 'fallocate',
  },
};
const MAKES: Readonly<Record<string, string>> = {
  ...{ directory: 'mkdir', folder: 'mkdir', dir: 'mkdir', socket: 'socket', thread: 'pthread_create' },
  ...{ threads: 'pthread_create', process: 'fork', processes: 'fork', child: 'fork', pipe: 'pipe', pipes: 'pipe' },
  ...{ namespace: 'unshare', namespaces: 'unshare', symlink: 'symlink', file: 'open', epoll: 'epoll_create1' },
  ...{
    link: 'link',
    hardlink: 'link',
    fifo: 'mkfifo',
    eventfd: 'eventfd',
    cgroup: 'mkdir',
    inotify: 'inotify_init1',
    timerfd: 'timerfd_create',
  },
};

export interface TriedCall {
  readonly name: string;
  readonly start: number;
}

/** @param names - the syscalls that there are: `set groups` is `setgroups` */
export function triedCalls(text: string, names: ReadonlySet<string>): readonly TriedCall[] {
  return [...text.matchAll(TRIED)].flatMap(({ 1: verb = '', 2: rest = '', 3: path, index }) => {
    const words = rest
      .toLowerCase()
      .split(/[\s-]+/)
      .filter(Boolean)
      .slice(0, MOST_WORDS);
    const name = triedCall(verb.toLowerCase(), words, path !== undefined, names);
    return name === undefined ? [] : [{ name, start: index }];
  });
}

function triedCall(
  verb: string,
  words: readonly string[],
  isPath: boolean,
  names: ReadonlySet<string>,
): string | undefined {
  const base = verb.replace(/(?:ing|ed)$/, '');
  const whole = words.slice(0, 2).map((word) => `${base}${word}`);
  if (base === 'set') return whole.find((name) => names.has(name));
  if (/^(?:create?|start|creat|spawn|make?|mak|launch)$/.test(base)) {
    const made = words.find((word) => MAKES[word] !== undefined);
    if (made !== undefined) return MAKES[made];
    if (isPath && base !== 'start' && base !== 'launch') return 'open';
  }
  return TRIES[base] ?? TRIES[`${base}e`] ?? TRIES[verb];
}
