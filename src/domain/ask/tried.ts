/** What a program says that it could not do, and the call that this is: `could not create work tree dir`. */
import type { SaidErrno } from './said-errnos.js';
import { COMMON } from './words.js';

/** `could not`, `unable to`, `failed to`, then some words, and perhaps what it was to be done to. */
const TRIED =
  /\b(?:could ?n[o']t|cannot|can'?t|can not|unable to|failed to|failed|failure|error|while)\s+([a-z]+)((?:[\s-]+[a-z]{1,20}\b(?!\())*)(\s+["'`‘“]?\/)?/gi;

/** Words further back than this belong to something else. */
const MOST_WORDS = 5;

/** The call by what was tried; what is made, set, opened decides where something is. */
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
  ...{ execute: 'exec', exec: 'exec', run: 'exec', delete: 'unlink', unlink: 'unlink', remove: 'unlink' },
  ...{ rename: 'rename', move: 'rename', chown: 'chown', chmod: 'chmod', mkdir: 'mkdir', unshare: 'unshare' },
  ...{ truncate: 'ftruncate', fsync: 'fsync', spawn: 'posix_spawn', sync: 'fsync', send: 'send', receive: 'recv' },
  ...{ lock: 'fcntl', chdir: 'chdir', chroot: 'chroot', setns: 'setns', poll: 'poll', fallocate: 'fallocate' },
  ...{ preallocate: 'fallocate', watch: 'watch', kill: 'kill', stat: 'stat', access: 'access', seek: 'lseek' },
};
const MAKES: Readonly<Record<string, string>> = {
  ...{ directory: 'mkdir', folder: 'mkdir', dir: 'mkdir', socket: 'socket', thread: 'pthread_create' },
  ...{ threads: 'pthread_create', process: 'fork', processes: 'fork', child: 'fork', pipe: 'pipe', pipes: 'pipe' },
  ...{ namespace: 'unshare', namespaces: 'unshare', symlink: 'symlink', file: 'open', epoll: 'epoll_create1' },
  ...{ link: 'link', hardlink: 'link', fifo: 'mkfifo', eventfd: 'eventfd', cgroup: 'mkdir', inotify: 'inotify_init1' },
  ...{ timerfd: 'timerfd_create', io_uring: 'io_uring_setup' },
};
/** What is set, applied, changed or dropped. */
const SETS: Readonly<Record<string, string>> = {
  ...{ scheduler: 'sched_setscheduler', scheduling: 'sched_setscheduler', affinity: 'sched_setaffinity' },
  ...{ rlimit: 'setrlimit', rlimits: 'setrlimit', ulimit: 'setrlimit', priority: 'setpriority', nice: 'setpriority' },
  ...{ niceness: 'setpriority', caps: 'capset', capabilities: 'capset', capability: 'capset', xattr: 'setxattr' },
  ...{ acl: 'setxattr', ownership: 'chown', owner: 'chown', permissions: 'chmod', mode: 'chmod', uid: 'setresuid' },
  ...{ gid: 'setresgid', groups: 'setgroups', timestamps: 'utimensat', times: 'utimensat', sockopt: 'setsockopt' },
  ...{ nonblocking: 'fcntl', personality: 'personality', hostname: 'sethostname', seccomp: 'seccomp' },
};
const OPENS: Readonly<Record<string, string>> = { socket: 'socket', inotify: 'inotify_init1', epoll: 'epoll_create1' };
/** What is meant by a verb with what it is done to, before what the verb alone means. */
const PAIRS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  open: OPENS,
  read: { directory: 'getdents64', link: 'readlink', symlink: 'readlink' },
  send: { signal: 'kill' },
  lock: { memory: 'mlockall', pages: 'mlock' },
  change: { directory: 'chdir', root: 'chroot' },
  join: { namespace: 'setns', keyring: 'keyctl' },
  enter: { namespace: 'setns' },
  pivot: { root: 'pivot_root' },
  load: { module: 'finit_module' },
  attach: { process: 'ptrace' },
};
const MAKING = /^(?:create|start|spawn|make|launch|initialize|init|setup)$/;
const SETTING = /^(?:set|apply|change|drop|raise|adjust|increase)$/;

export interface TriedCall {
  readonly name: string;
  readonly start: number;
}

/**
 * What was tried last is what failed: what stands before it is told only where that is a call, too. Nothing where it is none
 * that is known.
 *
 * @param names - the syscalls that there are: `set groups` is `setgroups`
 */
export function triedCalls(
  text: string,
  names: ReadonlySet<string>,
  errnos: readonly SaidErrno[],
): readonly TriedCall[] {
  let found: TriedCall[] = [];
  for (const { 0: whole, 1: verb = '', 2: rest = '', 3: path, index } of text.matchAll(TRIED)) {
    // "Cannot allocate memory" is a message itself.
    if (errnos.some(({ start, end }) => start <= index && index < end)) continue;
    const words = rest
      .toLowerCase()
      .split(/[\s-]+/)
      .filter(Boolean)
      .slice(0, MOST_WORDS);
    const name = triedCall(verb.toLowerCase(), words, path !== undefined, names);
    if (name !== undefined) found.push({ name, start: index });
    else if (GAVE_UP.test(whole)) found = [];
  }
  return found;
}

/** That something could not be done; "error" and "while" stand before other words as well. */
const GAVE_UP = /^(?:could|can|unable to|failed to)/i;

function triedCall(
  verb: string,
  words: readonly string[],
  isPath: boolean,
  names: ReadonlySet<string>,
): string | undefined {
  const bases = basesOf(verb);
  const after = (table: Readonly<Record<string, string>>): string | undefined =>
    words.map((word) => table[word]).find((name) => name !== undefined);
  const paired = bases.map((base) => after(PAIRS[base] ?? {})).find((name) => name !== undefined);
  if (paired !== undefined) return paired;
  if (bases.some((base) => SETTING.test(base))) {
    const whole = bases.flatMap((base) => words.slice(0, 2).map((word) => `${base}${word}`));
    return whole.find((name) => names.has(name)) ?? after(SETS);
  }
  if (bases.some((base) => MAKING.test(base))) {
    // A container is more than the process that it starts.
    const made = words.includes('container') || words.includes('pod') ? undefined : after(MAKES);
    if (made !== undefined) return made;
    if (isPath && bases.some((base) => base === 'create' || base === 'make')) return 'open';
  }
  const tried = bases.find((base) => TRIES[base] !== undefined);
  if (tried !== undefined) return TRIES[tried];
  return bases.find((base) => base.length > MOST_PLAIN && names.has(base) && !COMMON.has(base));
}

/** Names of syscalls that are no longer are words. */
const MOST_PLAIN = 4;

/** A verb without its ending: `setting`, `applied`, `created`. */
function basesOf(verb: string): readonly string[] {
  const stem = /^([a-z]{2,})(?:ing|ed)$/.exec(verb)?.[1];
  if (stem === undefined) return [verb];
  return [verb, stem, `${stem}e`, ...(stem.at(-1) === stem.at(-2) ? [stem.slice(0, -1)] : [])];
}
