/** What a command's output is worth: did it trace, did it see the call, does it name the right function? */
import type { Origin } from '../scenarios/scenario.js';
import type { Cell } from './cell.js';

/** `none`: it is not for such a command to tell. */
export type Answer = 'yes' | 'no' | 'none';

export interface Judged {
  /** It ran until it was interrupted, or to its end where it only reads, and complained of nothing. */
  readonly attached: Answer;
  /** Its output shows the failing call. */
  readonly saw: Answer;
  /** Its output, explained, names the origin or the function that the compiler put that into. */
  readonly origin: Answer;
  /** The same of what a one-shot script says itself: the function that it calls the deepest. */
  readonly own: Answer;
  /** Why a `no` is one; else empty. */
  readonly why: string;
}

/** What of a run a command is judged by. */
export interface Evidence {
  readonly syscall: { readonly name: string; readonly number: number; readonly entry: string };
  readonly origin: Origin;
  /** The name of the process that failed. */
  readonly comm: string;
  /** What the output names as the origin when it is explained, and the deepest function that was seen. */
  readonly explained: readonly string[];
}

/** Words with which tools, shells and Python say that they could not do what was asked. */
const COMPLAINTS =
  /^.*(?:\b[Ss]yntax error\b|command not found|: not found|Traceback \(most recent call last\)|\berror:|\bERROR\b|cannot attach|[Ff]ailed to attach|not attached:|No such file or directory|unrecognized (?:option|argument)s?|invalid option).*$/m;

/** Steps whose commands read and end by themselves. */
const READERS = ['check-knobs', 'live-value'];

/** Steps that show where an errno comes from. */
const SHOWS_ORIGIN = ['entry-children', 'return-values', 'one-shot', 'file'];

/** Judges one command. */
export function judge(tried: Cell, evidence: Evidence): Judged {
  return { ...explainedJudgement(tried, evidence), own: ownWord(tried, evidence) };
}

/** What the scripts of errnopath call the deepest function, in the first call that they saw. */
function ownWord({ step, output }: Cell, { origin }: Evidence): Answer {
  if (step !== 'one-shot' && step !== 'file') return 'none';
  const deepest = /^ {2}deepest (\S+)(?: returned|$)/m.exec(plainText(output))?.[1];
  if (origin.outside) return deepest === 'none' ? 'yes' : 'no';
  return deepest !== undefined && isOrigin(deepest, origin) ? 'yes' : 'no';
}

function explainedJudgement(tried: Cell, evidence: Evidence): Omit<Judged, 'own'> {
  const complaint = COMPLAINTS.exec(plainText(tried.output.slice(0, tried.quiet)))?.[0]?.trim();
  if (tried.before === 'ended' && isReader(tried)) {
    const good = complaint === undefined;
    return { attached: good ? 'yes' : 'no', saw: 'none', origin: 'none', why: complaint ?? '' };
  }
  const failed = failure(tried, complaint);
  if (failed !== undefined)
    return { attached: 'no', saw: 'no', origin: showsOrigin(tried) ? 'no' : 'none', why: failed };
  const saw = sees(plainText(tried.output.slice(tried.quiet)), evidence);
  if (!showsOrigin(tried)) {
    return {
      attached: 'yes',
      saw: saw ? 'yes' : 'no',
      origin: 'none',
      why: saw ? '' : 'the call is not in its output',
    };
  }
  const right = saw && evidence.explained.some((name) => isOrigin(name, evidence.origin));
  const why = right
    ? ''
    : saw
      ? `named ${evidence.explained.join(', ') || 'nothing'}`
      : 'the call is not in its output';
  return { attached: 'yes', saw: saw ? 'yes' : 'no', origin: right ? 'yes' : 'no', why };
}

function failure(tried: Cell, complaint: string | undefined): string | undefined {
  if (tried.before === 'ended') return complaint ?? `ended with ${tried.status} before the call`;
  if (tried.before === 'late') return complaint ?? 'did not say in time that it traces';
  if (!tried.ended) return 'did not end after Ctrl-C';
  return complaint;
}

/** A command of the step body-ran can be either: those that trace do not end before the call. */
function isReader({ output, step }: Cell): boolean {
  return READERS.includes(step) || (step === 'body-ran' && !/Attaching \d+ probe|errnopath attached/.test(output));
}

function showsOrigin({ step }: Cell): boolean {
  return SHOWS_ORIGIN.includes(step);
}

/** Whether what was printed after the call began tells of it: by process, by syscall, or by a function on its way. */
function sees(text: string, { comm, syscall, origin }: Evidence): boolean {
  const { name, number, entry } = syscall;
  const words = [comm, name, entry, origin.function, origin.inside ?? origin.function];
  return (
    words.some((word) => text.includes(word)) || text.includes(`[unknown: ${number}]`) || text.includes(`, ${number}]`)
  );
}

/** The name without what the compiler adds to the symbols of copies (`.isra.0`). */
function isOrigin(named: string, { function: name, inside, reason }: Origin): boolean {
  const plain = (symbol: string) => symbol.replace(/\.(?:isra|constprop|part|cold)(?:\.\d+)?/g, '');
  return [name, inside ?? name, reason ?? name].map(plain).includes(plain(named));
}

/** A sequence that a terminal takes as a colour or a movement: it starts with the character ESC. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Without colours, and with the ends of lines that a terminal's CRLF stands for. */
function plainText(output: string): string {
  return output.replace(COLOUR, '').replaceAll('\r\n', '\n');
}
