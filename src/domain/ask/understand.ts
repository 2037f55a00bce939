/** What a question in plain words asks: rules and the index decide, and what is decisive and missing is asked back. */
import type { Cause } from '../../schemas/cause.js';
import type { Arch } from '../arch.js';
import { mountedType } from '../call-arguments.js';
import { errnoByName } from '../errno.js';
import { knownCause } from '../explain/complaint.js';
import { toldByWords } from '../explain/said-things.js';
import { nearest } from '../nearest.js';
import type { Pack } from '../pack.js';
import { syscallsOf } from '../syscalls.js';
import { intentsOf, isSettingWord } from './intent.js';
import { isMeant, likeliest } from './likeliest.js';
import { namedCommand, namedFileSystem, namedFunctions, namedTunables, nearNames } from './named-things.js';
import { errnoOf, errnoOfCall, sameStory } from './one-errno.js';
import { pastedCalls } from './pasted-call.js';
import type { ProgramCall, ProgramMessage } from './programs.js';
import type { ReadQuestion } from './read-question.js';
import { saidErrnos } from './said-errnos.js';
import { type SyscallCandidate, saidSyscalls } from './said-syscalls.js';
import { PLAIN, type Word } from './words.js';

/** The kinds of answers. */
export const ASK_KINDS = [
  ...['origins', 'errno', 'syscall', 'function', 'tunable', 'tunables', 'diff', 'plan', 'explain', 'cause', 'none'],
] as const;
export type AskKind = (typeof ASK_KINDS)[number];

/** What is missing, or of which there are several. */
export const MISSING = ['syscall', 'errno', 'kernel', 'arch', 'function', 'tunable', 'question'] as const;
type Missing = (typeof MISSING)[number];

/** What a part of the question was taken for. */
interface Taken {
  readonly text: string;
  readonly as: 'errno' | 'syscall' | 'kernel' | 'arch' | 'function' | 'tunable' | 'cause' | 'version';
  readonly means: string;
  readonly how: string;
}

export interface Understanding {
  readonly kind: AskKind;
  readonly errno: string | undefined;
  readonly syscall: string | undefined;
  /** All that can stand behind the complaint, likeliest first. */
  readonly syscalls: readonly string[];
  readonly cmd: string | undefined;
  readonly family: string | undefined;
  readonly fs: string | undefined;
  readonly function: string | undefined;
  readonly tunable: string | undefined;
  readonly cause: Cause | undefined;
  readonly facts: readonly (ProgramCall | ProgramMessage)[];
  readonly taken: readonly Taken[];
  readonly missing: Missing | undefined;
  /** What it can be, where that is known. */
  readonly choices: readonly string[];
}

/** Outputs of tools are explained as a whole; a single call of strace is a question like any other. */
const NOT_AN_OUTPUT = new Set([
  'application',
  'dmesg',
  'number',
  'unknown',
  'tool-failure',
  'compiler-warnings',
  'strace',
]);

/** A line that ends with an errno can be a question; several in a row are what a script printed. */
function isOutput({ text, observed }: ReadQuestion): boolean {
  const { recognised, total, entered } = observed;
  if (recognised === 'printed') return total > 1 && total === text.trim().split(/\n\s*/).length;
  return !NOT_AN_OUTPUT.has(recognised) && total + entered.size > 0;
}

export async function understand(read: ReadQuestion, pack: Pack, arch: Arch): Promise<Understanding> {
  const { text, words, machine, observed, kernel, to } = read;
  const intents = intentsOf(text);
  const calls = pastedCalls(text);
  const [call] = calls;
  const taken: Taken[] = [];
  const nothing: Understanding = {
    ...{ kind: 'none', errno: undefined, syscall: undefined, syscalls: [], cmd: undefined, family: undefined },
    ...{ fs: undefined, function: undefined, tunable: undefined, cause: undefined, facts: [], taken },
    ...{ missing: undefined, choices: [] },
  };
  for (const one of machine.kernels)
    taken.push({
      text: one.from ?? one.text,
      as: 'kernel',
      means: one.text,
      how: one.from === undefined ? 'name' : 'release',
    });
  for (const one of machine.arches) taken.push({ text: one.word.text, as: 'arch', means: one.arch, how: 'name' });
  for (const one of machine.versions)
    taken.push({ text: `${one.name} ${one.version}`, as: 'version', means: one.version, how: 'name' });

  const free = words.filter((word) => !machine.words.has(word));
  const errnos = call === undefined ? saidErrnos(text, free, arch) : [errnoOfCall(call.errno, text)];
  const several = calls.length > 1;
  if (several || isOutput(read)) {
    return { ...nothing, kind: 'explain', errno: errnos[0]?.name };
  }

  const rows = await syscallsOf(pack, arch);
  const said = await saidSyscalls({ pack, arch, text, words: free, errnos, versions: machine.versions, call });
  const [firstErrno] = errnos;
  // `ulimit` and `sysctl` mostly stand for what they set.
  const isNamed = said.some(({ how, text: word }) => how !== 'command' && how !== 'misspelt' && !isSettingWord(word));
  const means = (one: SyscallCandidate): boolean =>
    !((intents.tunables || isNamed) && one.how === 'command' && isSettingWord(one.text)) &&
    isMeant(pack, arch, one, rows, firstErrno?.name);
  const candidates = said.filter(means);
  const worded = causeOf(text, errnos[0]?.name);
  const [message] = candidates.flatMap(({ facts }) => facts).filter((fact) => 'says' in fact);
  const implied = message?.errno ?? (worded?.errnos.length === 1 ? worded.errnos[0] : undefined);
  // What libc says in general is a part of some messages that mean something of their own.
  const own = message?.errno !== undefined && errnos.every(({ how }) => how === 'message') ? message.errno : undefined;
  const told = own ?? errnoOf(text, errnos, candidates[0])?.name ?? implied;
  const errno = told === undefined ? undefined : errnoByName(told)?.name;
  for (const one of errnos) taken.push({ text: one.text, as: 'errno', means: one.name, how: one.how });
  if (errnos.length === 0 && errno !== undefined)
    taken.push({ text: message?.says ?? worded?.title ?? '', as: 'errno', means: errno, how: 'message' });

  const tunables = namedTunables(pack, free);
  // Who asks about a probe means the kernel's function, also where a library has one of that name.
  const isTaken = (word: Word): boolean =>
    candidates.some(
      ({ how, start, end }) => !(intents.probe && how === 'library') && start < word.end && word.start < end,
    ) ||
    errnos.some(({ start, end }) => start <= word.start && word.end <= end) ||
    tunables.some((one) => one.word === word);
  const functions = await namedFunctions(pack, text, free, isTaken);

  const [best] = candidates;
  const rival = best && candidates.find((other) => isRival(text, best, other));
  const behindCause =
    best === undefined && worded !== undefined
      ? worded.syscalls.filter((name) => rows.some((one) => one.name === name))
      : [];
  const list = best?.syscalls ?? (behindCause.length === 1 ? behindCause : []);
  const exact = best !== undefined && list[0] === best.text.toLowerCase();
  const syscall = rival === undefined ? likeliest(pack, arch, list, rows, errno, exact) : undefined;
  if (best !== undefined && syscall !== undefined)
    taken.push({ text: best.text, as: 'syscall', means: syscall, how: best.how });
  const family = syscall === undefined ? undefined : toldByWords(text, syscall).family;
  const cause = worded !== undefined && isOfFamily(worded, family) ? worded : undefined;
  if (cause !== undefined) taken.push({ text: cause.title, as: 'cause', means: cause.id, how: 'message' });
  const file = best?.how === 'file' && syscall === 'write' ? best.text : undefined;
  const command = syscall === undefined ? {} : namedCommand(pack, syscall, words, text, file);
  const messageCmd = best?.facts.find((fact) => fact.cmd !== undefined)?.cmd;
  const fs = (call && mountedType(call.syscall, call.arguments)) ?? namedFileSystem(words);
  const subject: Understanding = {
    ...{ ...nothing, errno, syscall, syscalls: rival === undefined ? list : [], facts: best?.facts ?? [], cause },
    ...{ cmd: command.cmd ?? messageCmd, family: command.family ?? family, fs },
  };
  const choices = rival === undefined ? [] : [...(best?.syscalls.slice(0, 1) ?? []), ...rival.syscalls.slice(0, 1)];

  const [fn] = functions.found;
  const [tunable] = tunables;
  const asking = best === undefined || (best.how !== 'message' && best.how !== 'call');
  const nameTaken = (as: 'function' | 'tunable', word: Word, means: string): void => {
    taken.push({ text: word.text, as, means, how: 'name' });
  };

  if (errnos.length > 1 && !sameStory(errnos, text))
    return { ...subject, kind: 'none', errno: undefined, missing: 'errno', choices: errnos.map(({ name }) => name) };
  if (to !== undefined && (intents.diff || errno !== undefined || syscall !== undefined)) {
    if (errno === undefined && syscall === undefined) return { ...subject, kind: 'diff', missing: 'syscall' };
    return { ...subject, kind: 'diff' };
  }
  if (rival !== undefined) return { ...subject, kind: 'none', missing: 'syscall', choices };
  if (intents.tunables && asking && errno !== undefined && tunable === undefined)
    return { ...subject, kind: 'tunables' };
  if (tunable !== undefined && (errno === undefined || syscall === undefined || tunable.word.text.includes('.'))) {
    const [name = ''] = tunable.names;
    if (tunable.names.length > 1)
      return { ...subject, kind: 'tunable', missing: 'tunable', choices: tunable.names.slice(0, 10) };
    if (errno === undefined || syscall === undefined) {
      nameTaken('tunable', tunable.word, name);
      return { ...subject, kind: 'tunable', tunable: name };
    }
  }
  if (
    fn !== undefined &&
    (cause === undefined || intents.probe) &&
    !(intents.plan && errno !== undefined && syscall !== undefined) &&
    ((intents.probe && asking) || errno === undefined || syscall === undefined)
  ) {
    nameTaken('function', fn, fn.text);
    return { ...subject, kind: 'function', function: fn.text };
  }
  // Where a program named the errno, its words fit more than this cause.
  const logged = observed.said.some(({ from }) => from === 'dmesg');
  if (cause !== undefined && syscall === undefined && (errnos.length === 0 || logged))
    return { ...subject, kind: 'cause' };
  if (errno !== undefined && syscall !== undefined)
    return { ...subject, kind: intents.plan && asking ? 'plan' : 'origins' };
  const [strange] = functions.unknown;
  if (strange !== undefined && syscall === undefined) {
    const near = await nearNames(
      pack,
      strange.text,
      nearest(
        strange.lower,
        rows.map(({ name }) => name),
      ),
    );
    return { ...subject, kind: errno === undefined ? 'none' : 'errno', missing: 'function', choices: near };
  }
  if (intents.diff && kernel !== undefined && syscall !== undefined && /\bchange/i.test(text))
    return { ...subject, kind: 'diff', missing: 'kernel' };
  if (errno !== undefined) {
    const near = free
      .filter((word) => !PLAIN.has(word.lower) && !isTaken(word) && word.text.length > 3)
      .flatMap(({ lower }) =>
        nearest(
          lower,
          rows.map(({ name }) => name),
          2,
        ),
      );
    return { ...subject, kind: 'errno', missing: 'syscall', choices: [...new Set(near)].slice(0, 3) };
  }
  if (syscall !== undefined) return { ...subject, kind: 'syscall', missing: intents.errnos ? undefined : 'errno' };
  return { ...subject, kind: 'none', missing: 'question' };
}

/** Of a told kind of socket a cause is only where its own messages tell the same kind: words that sockets share fit by chance. */
function isOfFamily({ messages, syscalls: [syscall = ''] }: Cause, family: string | undefined): boolean {
  return family === undefined || messages.some((message) => toldByWords(message, syscall).family === family);
}

/** The cause whose message a line of the text is. */
function causeOf(text: string, errno: string | undefined): Cause | undefined {
  for (const line of text.split('\n').slice(0, 40)) {
    const cause = knownCause(line, errno);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/** Whether two candidates are an alternative that the question leaves open: `mount or fsmount`. */
function isRival(text: string, best: SyscallCandidate, other: SyscallCandidate): boolean {
  if (other.syscalls[0] === best.syscalls[0] || other.syscalls[0] !== other.text.toLowerCase()) return false;
  if (!isPlain(best) || !isPlain(other) || best.weight > MOST_OPEN) return false;
  const [first, second] = best.start < other.start ? [best, other] : [other, best];
  return /^["'`]?\s*(?:\b(?:or|and|oder|und|ou|et|vs)\b|,|\/)\s*["'`]?$/i.test(text.slice(first.end, second.start));
}

/** The weight of a name that stands in a sentence; what stands where a program names its call is no alternative. */
const MOST_OPEN = 80;

function isPlain({ how }: SyscallCandidate): boolean {
  return how === 'word' || how === 'name' || how === 'library';
}
