/** The syscalls that a question can mean, best first: by name, by a library's function, by a program and its message. */
import type { Arch } from '../arch.js';
import type { Pack } from '../pack.js';
import { findSyscall, isImplemented, syscallsOf } from '../syscalls.js';
import { misspeltCall, pathCall } from './guessed-calls.js';
import { constantCalls } from './named-constants.js';
import type { PastedCall } from './pasted-call.js';
import {
  behind,
  callsOf,
  messageIn,
  mountHelper,
  type NamedVersion,
  type ProgramCall,
  type ProgramMessage,
} from './programs.js';
import type { SaidErrno } from './said-errnos.js';
import { shellFile } from './shell-file.js';
import { triedCalls } from './tried.js';
import { COMMON, PLAIN, type Word } from './words.js';

/** How a syscall was found: what the answer says of it. */
type SyscallHow =
  | 'name'
  | 'entry'
  | 'number'
  | 'call'
  | 'message'
  | 'library'
  | 'command'
  | 'word'
  | 'constant'
  | 'file'
  | 'misspelt'
  | 'path';

export interface SyscallCandidate {
  /** What the arch has of the syscalls behind the text, likeliest first. */
  readonly syscalls: readonly string[];
  readonly how: SyscallHow;
  /** What says so, for a library, a command or a message. */
  readonly facts: readonly (ProgramCall | ProgramMessage)[];
  readonly weight: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface SaidIn {
  readonly pack: Pack;
  readonly arch: Arch;
  readonly text: string;
  readonly words: readonly Word[];
  readonly errnos: readonly SaidErrno[];
  readonly versions: readonly NamedVersion[];
  readonly call: PastedCall | undefined;
}

const WEIGHTS = {
  call: 100,
  entry: 99,
  number: 98,
  manual: 97,
  called: 95,
  operation: 92,
  file: 91,
  message: 90,
  failed: 88,
  verb: 80.5,
  segment: 80,
  name: 75,
  library: 74,
  versioned: 72,
  constant: 60,
  command: 55,
  context: 50,
  word: 30,
  opened: 25,
  guessed: 20,
} as const;

/** Names of syscalls that are words as well. */
const WORDS = new Set(
  `read write open close time access select link kill wait sync pause bind connect listen accept send exit fork mount
  umount stat alarm poll pipe rename splice tee truncate reboot nice times signal clone chroot symlink socket creat break`.split(
    /\s+/,
  ),
);
/** Programs whose first word is no call of the kernel: `git clone`, `perf stat`, `ip link`. */
const WITH_SUBCOMMANDS = /\b(?:git|hg|svn|perf|ip|btrfs|zfs|zpool|virsh|apt|npm|helm)(?:\s+-{1,2}[\w=/.-]+)*\s+$/;

function isSubcommand(text: string, start: number): boolean {
  return WITH_SUBCOMMANDS.test(text.slice(Math.max(0, start - 60), start));
}

const LEADS = new Set(
  `in on of from for by with during behind syscall call calling bei von sur de lets let make makes made can could did does why
  when returning and or`.split(/\s+/),
);
const FOLLOWS = new Set(
  `returns return returned fails fail failed failing gives give gave says said call syscall error errors gets got sets with to`.split(
    ' ',
  ),
);

/** Functions of libraries whose name is a word of any message: only `system(` is one. */
const ONLY_CALLED = new Set(['system', 'remove', 'link', 'watch', 'signal']);

/** `mount(2)`. */
const MANUAL = /\b([a-z_][a-z0-9_]{1,40})\(2\)/g;
/** `fsmount() failed`, `Failed system call was shmget(key=…`, `os.mkdir('/x')`. */
const CALLED = /\b(?:os\.)?([a-z_][a-z0-9_]{1,40})\(/g;
/** `mmap failed`, `mkstemp "/x" failed`, `write failed on`, `clone3 syscall failed`. */
const FAILED =
  /(?<!\b(?:on|via|over|[Oo]perating) )\b([a-z_][a-z0-9_]{1,40})(?: (?:sys(?:tem )?)?call)?(?: (?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|‘[^’\n]{0,300}’))? (?:failed|failure|error\b)/g;
/** Go, right before the message: `write /sys/fs/cgroup/…/freezer.state: `. */
const OPERATION = /(?:^|[\s"'=])([a-z_][a-z0-9_]{1,40}) \/[^\s:]{0,300}: $/;
/** Node: `ENOSPC: …, mkdir '/x'`, `syscall: 'rmdir'`; Go: `&os.PathError{Op:"mkdirat"`. */
const NODE = /, ([a-z_]{2,30})(?: '|$)|\b(?:syscall: '|Op:")([a-z_0-9]{2,30})['"]/gm;
/** Frames of Java's own code and of Node's: `UnixNativeDispatcher.mkdir0(Native Method)`, `Object.openSync (node:fs…`. */
const FRAME = /\.(?:socket)?([a-z]{3,12})(?:0\(native method\)|sync\b)/gi;
/** Of apt: `open (13: Permission denied)`. */
const NUMBERED = /\b([a-z_][a-z0-9_]{2,40}) \(\d{1,3}: /g;
const ENTRY = /\b(?:__(?:[a-z0-9]{2,12}_)?(?:compat_)?sys_|sys_(?:enter|exit)_|sys_|SyS_|SYS_|__NR_)[a-z0-9_]{2,40}\b/g;
const NUMBER = /\b(?:syscall|system call|nr)(?: number| nr)?[\s:#]{1,3}(\d{1,4})\b/gi;

/** @returns best first; of the same weight what stands nearest before the errno */
export async function saidSyscalls(said: SaidIn): Promise<readonly SyscallCandidate[]> {
  const { pack, arch, text, words, errnos, versions, call } = said;
  const names = new Set((await syscallsOf(pack, arch)).filter(isImplemented).map(({ name }) => name));
  const found: SyscallCandidate[] = [];
  const has = (list: readonly string[]): readonly string[] => list.filter((name) => names.has(name));
  const add = (
    how: SyscallHow,
    weight: number,
    syscalls: readonly string[],
    place: Pick<SyscallCandidate, 'text' | 'start' | 'end'>,
    facts: SyscallCandidate['facts'] = [],
  ): void => {
    const known = has(syscalls);
    if (known.length > 0) found.push({ how, weight, syscalls: known, facts, ...place });
  };
  /** A name as a program writes it: what its library calls, else the syscall itself. */
  const spoken = (name: string, weight: number, start: number): void => {
    if (isSubcommand(text, start)) return;
    const place = { text: name, start, end: start + name.length };
    const entries = callsOf(name, versions);
    const library = entries.filter(({ command }) => command !== true);
    if (library.length > 0) add('library', weight, behind(library), place, library);
    else if (names.has(name)) add('name', weight, [name], place);
    else if (entries.length > 0) add('command', Math.min(weight, WEIGHTS.command), behind(entries), place, entries);
  };

  if (call !== undefined)
    add('call', WEIGHTS.call, [call.syscall], { text: call.syscall, start: call.start, end: call.start + 1 });
  for (const { 0: whole, index } of text.matchAll(ENTRY)) {
    const named = await findSyscall(pack, whole, arch);
    // The tracepoint of `sys_exit_mount`, where it is no `exit_…` of its own.
    const entry = named.ok ? named : await findSyscall(pack, whole.replace(/^sys_exit_/, ''), arch);
    if (entry.ok)
      add('entry', WEIGHTS.entry, [entry.syscall.name], { text: whole, start: index, end: index + whole.length });
  }
  for (const { 0: whole, 1: digits = '', index } of text.matchAll(NUMBER)) {
    const numbered = await findSyscall(pack, digits, arch);
    const place = { text: whole, start: index, end: index + whole.length };
    if (numbered.ok) add('number', WEIGHTS.number, [numbered.syscall.name], place);
  }
  for (const { 1: name = '', index } of text.matchAll(MANUAL))
    add('name', WEIGHTS.manual, [name], { text: name, start: index, end: index + name.length });
  for (const { 1: name = '', index } of text.matchAll(CALLED)) spoken(name, WEIGHTS.called, index);
  const message = messageIn(text);
  if (message !== undefined)
    add('message', WEIGHTS.message, message.syscalls, { text: message.says, start: 0, end: 0 }, [message]);
  const file = shellFile(text, errnos);
  if (file !== undefined)
    add('file', WEIGHTS.file, [file.syscall], {
      text: file.path,
      start: file.start,
      end: file.start + file.path.length,
    });
  const operation = OPERATION.exec(text.slice(0, errnos[0]?.start ?? 0));
  if (operation?.[1] !== undefined && errnos[0]?.how === 'message')
    spoken(operation[1], WEIGHTS.operation, operation.index + operation[0].indexOf(operation[1]));
  // What failed says less the more parts, which say why, stand between it and the errno.
  const partsBehind = (start: number): number =>
    errnos[0] === undefined ? 0 : [...text.slice(start, errnos[0].start).matchAll(/:\s+(?=\S)/g)].length;
  for (const { 1: name = '', index } of text.matchAll(FAILED))
    spoken(name, WEIGHTS.failed - 3 * partsBehind(index), index);
  for (const { 1: name = '', index } of text.matchAll(NUMBERED)) spoken(name, WEIGHTS.failed, index);
  for (const { 1: name = '', index } of text.matchAll(FRAME)) spoken(name.toLowerCase(), WEIGHTS.failed, index);
  for (const { name, start } of triedCalls(text, names, errnos)) {
    // What was tried says more than a word of the same part, and less than one of a part behind it.
    spoken(name, WEIGHTS.verb - 2 * partsBehind(start), start);
  }
  for (const { 1: first, 2: second, index } of text.matchAll(NODE))
    spoken(first ?? second ?? '', WEIGHTS.failed, index + 2);
  for (const { name, start, off } of segmentWords(text, errnos)) spoken(name, WEIGHTS.segment - off, start);

  words.forEach((word, at) => {
    const { start, end } = word;
    const name = baseOf(word.lower, names);
    const helper = mountHelper(word.lower)?.program;
    if (helper !== undefined)
      add('command', WEIGHTS.segment, [helper], { text: word.text, start, end }, callsOf(helper));
    if (!/^[a-z_][a-z0-9_]*$/.test(name) || errnos.some((errno) => errno.start <= start && start < errno.end)) return;
    if (isSubcommand(text, start)) return;
    const entries = callsOf(name, versions);
    const place = { text: word.text, start, end };
    const told = versions.some((one) => entries.some(({ of }) => of === one.name));
    if (entries.length > 0 && told) add('command', WEIGHTS.versioned, behind(entries), place, entries);
    const inContext = stands(text, words, at, errnos);
    if (names.has(name)) {
      // A command of that name calls others as well, by its version.
      const commands = entries.filter(({ command }) => command === true);
      const library = entries.filter(({ command }) => command !== true);
      const first = library.length > 0 && name === 'fork' ? behind(library) : [name];
      const weight = !WORDS.has(name)
        ? WEIGHTS.name
        : inContext
          ? WEIGHTS.context
          : COMMON.has(name)
            ? 0
            : WEIGHTS.word;
      if (weight > 0)
        add('word', weight, [...new Set([...first, name, ...behind(commands)])], place, [...commands, ...library]);
      return;
    }
    const library = entries.filter(({ command }) => command !== true);
    if (library.length > 0 && (ONLY_CALLED.has(name) ? text[end] === '(' : !COMMON.has(name) || inContext)) {
      const weight = COMMON.has(name) || WORDS.has(name) || name.length < 6 ? WEIGHTS.context : WEIGHTS.library;
      add('library', weight, behind(library), place, library);
    } else if (entries.length > 0 && library.length === 0)
      add('command', WEIGHTS.command, behind(entries), place, entries);
  });
  for (const { name, start, end } of spacedNames(words, names))
    add('name', WEIGHTS.name, [name], { text: text.slice(start, end), start, end });
  for (const { word, syscalls, weak } of constantCalls(words, pack.graph.commands)) {
    // `TIOCSCTTY: Operation not permitted`: what a program says of what failed, as it says names of calls.
    const ends = errnos.some(({ start }) => /^\W{0,2}:\s+$/.test(text.slice(word.end, start)));
    add('constant', weak ? WEIGHTS.opened : ends ? WEIGHTS.segment : WEIGHTS.constant, syscalls, word);
  }
  const guessed =
    found.length > 0 || errnos.length === 0
      ? undefined
      : (pathCall(text, errnos) ?? (await misspeltCall(pack, names, besideErrnos(words, errnos))));
  if (guessed !== undefined) {
    const entries = callsOf(guessed.name, versions).filter(({ command }) => command !== true);
    add(guessed.how, WEIGHTS.guessed, entries.length > 0 ? behind(entries) : [guessed.name], guessed, entries);
  }
  const anchor = errnos[0]?.start ?? text.length;
  const distance = ({ start }: SyscallCandidate): number => (start <= anchor ? anchor - start : start - anchor + 200);
  return found.sort((a, b) => b.weight - a.weight || distance(a) - distance(b));
}

/** First parts of names that are no words of a sentence. */
const OWN_PART = /^(?:epoll|inotify|fanotify|memfd|pidfd|timerfd|landlock|futex|kexec|sched|io)_/;

/** Names with blanks for their low lines: `copy file range`, `perf event open`. */
function spacedNames(
  words: readonly Word[],
  names: ReadonlySet<string>,
): { name: string; start: number; end: number }[] {
  return words.flatMap((first, at) => {
    for (let count = 4; count >= 2; count--) {
      const part = words.slice(at, at + count);
      const last = part.at(-1);
      const name = part.map(({ lower }) => lower).join('_');
      const telling = count > 2 || OWN_PART.test(name);
      if (last !== undefined && part.length === count && telling && names.has(name))
        return [{ name, start: first.start, end: last.end }];
    }
    return [];
  });
}

/** `os.fork` of Python, `mounting`, `forked`: what is called. */
function baseOf(word: string, names: ReadonlySet<string>): string {
  const name = /^(?:os|fs|libc|unix|syscall|posix)\.([a-z_]\w*)$/.exec(word)?.[1] ?? word;
  const stem = /^([a-z]{3,})(?:ing|ed)$/.exec(name)?.[1];
  if (stem === undefined || names.has(name)) return name;
  return [stem, `${stem}e`].find((one) => names.has(one)) ?? name;
}

/**
 * Perror, Go and shells say `what: what: message`: of each part before the message, from the last one back, its first and its
 * last word.
 */
function segmentWords(text: string, errnos: readonly SaidErrno[]): { name: string; start: number; off: number }[] {
  const message = errnos.find(({ how }) => how !== 'number');
  if (message === undefined) return [];
  const found: { name: string; start: number; off: number }[] = [];
  const head = text.slice(Math.max(0, message.start - 600), message.start);
  const base = message.start - head.length;
  // The part that the message itself stands in says no more than the words of a sentence do.
  const ends = [...head.matchAll(/:\s|\s-\s|\n/g)].map(({ index }) => index);
  const last = ends.at(-1);
  if (last === undefined || !/^(?::|\s-)\s*["'(]?\s*$/.test(head.slice(last))) return [];
  let end = last;
  for (let off = 0; off < 5 && end >= 0; off++) {
    const start = (ends.filter((one) => one < end).at(-1) ?? -2) + 2;
    const part = head.slice(start, end);
    const names = [...part.matchAll(/(?<![\w/.-])[a-z_][a-z0-9_]{1,40}(?![\w/.-])/g)];
    const [first, final] = [names[0], names.at(-1)];
    const leads = first !== undefined && part.slice(0, first.index).trim() === '';
    if (leads) found.push({ name: first[0], start: base + start + first.index, off: off * 2 });
    // "A second time: …" says nothing of a call.
    if (final !== undefined && !(leads && final === first) && !COMMON.has(final[0]))
      found.push({ name: final[0], start: base + start + final.index, off: off * 2 + 1 });
    if (start <= 0) break;
    end = start - 2;
  }
  return found;
}

/** Words that are no part of an errno's own message. */
function besideErrnos(words: readonly Word[], errnos: readonly SaidErrno[]): readonly Word[] {
  return words.filter((word) => !errnos.some(({ start, end }) => start < word.end && word.start < end));
}

/** Whether a word stands where a name does: beside an errno, behind "from", before "returns", in quotes. */
function stands(text: string, words: readonly Word[], at: number, errnos: readonly SaidErrno[]): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const telling = words.filter(({ lower }) => !PLAIN.has(lower));
  const near = (other: Word | undefined): boolean =>
    other !== undefined && errnos.some(({ start, end }) => start < other.end && other.start < end);
  return (
    telling.length === 1 ||
    near(words[at - 1]) ||
    near(words[at + 1]) ||
    LEADS.has(words[at - 1]?.lower ?? '') ||
    FOLLOWS.has(words[at + 1]?.lower ?? '') ||
    /["'`‘“]$/.test(text.slice(0, word.start))
  );
}
