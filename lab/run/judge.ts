/** What a command's output is worth: did it trace, did it see the call, does it name the right function? */
import type { Origin } from '../scenarios/scenario.js';
import type { Answer } from './cell.js';
import type { Tried } from './run-batch.js';

export interface Judged {
  readonly attached: Answer;
  readonly saw: Answer;
  readonly origin: Answer;
  readonly why: string;
}

/** What of a run a command is judged by. */
export interface Evidence {
  readonly step: string;
  readonly syscall: { readonly name: string; readonly number: number; readonly entry: string };
  readonly origin: Origin;
  /** The name of the process that failed. */
  readonly comm: string;
  /** The origin that the output has when it is explained; null where it names none. */
  readonly explained: string | null;
}

/** Words with which tools, shells and Python say that they could not do what was asked. */
const COMPLAINTS =
  /^.*(?:\bsyntax error\b|command not found|: not found|Traceback \(most recent call last\)|\berror:|\bERROR\b|cannot attach|[Ff]ailed to attach|not attached:|No such file or directory|unrecognized (?:option|argument)s?|invalid option).*$/m;

/** Steps whose commands read and end by themselves. */
const READERS = ['check-knobs', 'live-value'];

/** Steps that show where an errno comes from. */
const SHOWS_ORIGIN = ['entry-children', 'return-values', 'one-shot', 'file'];

/** Judges one command. */
export function judge(tried: Tried, evidence: Evidence): Judged {
  const text = plainText(tried.output);
  const complaint = COMPLAINTS.exec(plainText(tried.quiet))?.[0]?.trim();
  if (tried.before === 'ended' && isReader(tried, evidence.step)) {
    const good = complaint === undefined;
    return { attached: good ? 'yes' : 'no', saw: 'none', origin: 'none', why: complaint ?? '' };
  }
  const failed = failure(tried, complaint);
  if (failed !== undefined) return { attached: 'no', saw: 'no', origin: showsOrigin(evidence) ? 'no' : 'none', why: failed };
  const saw = sees(text.slice(plainText(tried.quiet).length), evidence);
  if (!showsOrigin(evidence)) {
    return { attached: 'yes', saw: saw ? 'yes' : 'no', origin: 'none', why: saw ? '' : 'the call is not in its output' };
  }
  const right = isOrigin(evidence.explained, evidence.origin);
  const why = right ? '' : `named ${evidence.explained ?? 'nothing'}`;
  return { attached: 'yes', saw: saw ? 'yes' : 'no', origin: right ? 'yes' : 'no', why };
}

function failure(tried: Tried, complaint: string | undefined): string | undefined {
  if (tried.before === 'ended') return complaint ?? `ended with ${tried.status} before the call`;
  if (tried.before === 'late') return complaint ?? 'did not say in time that it traces';
  if (!tried.ended) return 'did not end after Ctrl-C';
  return complaint;
}

/** A command of the step body-ran can be either: those that trace do not end before the call. */
function isReader({ output }: Tried, step: string): boolean {
  return READERS.includes(step) || (step === 'body-ran' && !/Attaching \d+ probe|errnopath attached/.test(output));
}

function showsOrigin({ step }: Evidence): boolean {
  return SHOWS_ORIGIN.includes(step);
}

/** Whether what was printed after the call began tells of it: by process, by syscall, or by a function on its way. */
function sees(text: string, { comm, syscall, origin }: Evidence): boolean {
  const { name, number, entry } = syscall;
  const words = [comm, name, entry, origin.function, origin.inside ?? origin.function];
  return words.some((word) => text.includes(word)) || text.includes(`[unknown: ${number}]`) || text.includes(`, ${number}]`);
}

/** The name without what the compiler adds to the symbols of copies (`.isra.0`). */
export function isOrigin(named: string | null, { function: name, inside }: Origin): boolean {
  if (named === null) return false;
  const plain = (symbol: string) => symbol.replace(/\.(?:isra|constprop|part|cold)(?:\.\d+)?/g, '');
  return [name, inside ?? name].map(plain).includes(plain(named));
}

/** A sequence that a terminal takes as a colour or a movement: it starts with the character ESC. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Without colours, and with the ends of lines that a terminal's CRLF stands for. */
function plainText(output: string): string {
  return output.replace(COLOUR, '').replaceAll('\r\n', '\n');
}
