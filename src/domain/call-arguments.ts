/** What the arguments of a call tell beside its syscall: the command, the socket family, the type of a file system. */
import { namedArguments } from './call-numbers.js';
import type { Pack } from './pack.js';
import type { Known } from './search-context.js';

/** Syscalls that are many in one: only of these a constant is the command. */
const MANY_IN_ONE =
  /^(?:fcntl|ioctl|bpf|prctl|keyctl|setsockopt|getsockopt|io_uring_register|futex|shmctl|semctl|msgctl|ptrace|quotactl|quotactl_fd|fsconfig|madvise|arch_prctl|epoll_ctl|seccomp|socket|sched_setattr|clone|clone3|unshare|setns)/;

/** Families, levels of socket options (`setsockopt(3, SOL_SOCKET, SO_…`) and limits stand beside a command. */
const NO_COMMAND = /^[AP]F_|^RLIMIT_|^SOL_|^IPPROTO_/;

/** Of the flags of `mount` those that make another operation of it (mount(2)). */
const MOUNT_OPERATION = /^MS_(?:REMOUNT|BIND|MOVE|SHARED|PRIVATE|SLAVE|UNBINDABLE)$/;

const WRITES = /^(?:write|writev|pwrite64|read|openat)$/;

/**
 * The constant that is the command of a syscall.
 * @param commands - those that are told apart in the kernel at hand
 */
export function commandAmong(
  commands: readonly string[],
  syscall: string,
  constants: readonly string[],
): string | undefined {
  const isCommand = (word: string): boolean =>
    syscall === 'mount' ? MOUNT_OPERATION.test(word) : MANY_IN_ONE.test(syscall) && !NO_COMMAND.test(word);
  return constants.find((word) => isCommand(word) && commands.includes(word));
}

/** Files of which code of their own is told apart; opening one of sysfs runs none of that (fs/sysfs/file.c, 5.10 to 7.3). */
const FILES = /(\/(?:proc|sys)\/[\w./*@-]{1,300})/g;
const OPENED_ALIKE = /^\/sys\/(?!fs\/cgroup\/)/;

/** Of a file below /proc or /sys that is written to or read: the name that code of it stands under. */
export function writtenFile(commands: readonly string[], syscall: string, text: string): string | undefined {
  if (!WRITES.test(syscall)) return undefined;
  for (const { 1: path = '' } of text.matchAll(FILES)) {
    if (syscall === 'openat' && OPENED_ALIKE.test(path)) continue;
    const last = path.split('/').at(-1) ?? '';
    const dotted = path.replace(/^\/proc\/sys\//, '').replaceAll('/', '.');
    const known = [dotted, last].find((name) => commands.includes(name));
    if (known !== undefined) return known;
  }
  return undefined;
}

/** The type of the file system that `mount` (its third argument) or `fsopen` was given. */
export function mountedType(syscall: string, args: string): string | undefined {
  const [third] = syscall === 'mount' ? (/^(?:"[^"]*"|NULL), "[^"]*", "([\w.]+)"/.exec(args)?.slice(1) ?? []) : [];
  const [opened] = syscall === 'fsopen' ? (/^"([\w.]+)"/.exec(args)?.slice(1) ?? []) : [];
  return third ?? opened;
}

/** What the arguments tell, as strace writes them: `3, F_SETLK, {…}`, `5</sys/fs/cgroup/x/cgroup.procs>, "1", 1`; or as numbers. */
export function toldByArguments(
  { graph: { commands } }: Pack,
  syscall: string,
  args: string,
): Pick<Known, 'cmd' | 'family' | 'type'> {
  const bare = args.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  const written = bare.match(/\b(?!NULL\b)[A-Z][A-Z0-9_]{2,60}\b/g);
  const constants = written ?? namedArguments(syscall, bare.split(',').map(Number));
  const cmd = commandAmong(commands, syscall, constants) ?? writtenFile(commands, syscall, args);
  const family = constants.find((word) => /^[AP]F_[A-Z]/.test(word));
  const type = mountedType(syscall, args);
  return {
    ...(cmd !== undefined && { cmd }),
    ...(family !== undefined && { family }),
    ...(type !== undefined && { type }),
  };
}
