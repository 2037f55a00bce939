/** Facts of a file as JSON texts, by who reads them: what names mean is known of all files before any body is linked. */

import type { CallFacts, FileFacts, FunctionFacts, InitializerFacts, Mention } from './facts.js';
import { type OwnSummary, ownSummary } from './own-summary.js';

/** A function without its body. */
export interface FunctionHead
  extends Pick<FunctionFacts, 'name' | 'line' | 'endLine' | 'flags' | 'config' | 'returns'> {
  readonly own?: OwnSummary | undefined;
}

/** The facts of a file without its tables and the bodies of its functions. */
export interface FileHead extends Omit<FileFacts, 'functions' | 'initializers'> {
  readonly functions: readonly FunctionHead[];
}

/** What is apart from the rest of a body, as other threads read it. */
type Apart = 'calls' | 'mentions' | 'size';
type FunctionBody = Omit<FunctionFacts, Apart>;
/** Of a function: name, line, `size`, `mentions`. */
type FunctionMentions = readonly [name: string, line: number, size: number, mentions: readonly Mention[]];

/** What each text holds; those of functions are in the order of the head's. */
export interface FactsParts {
  readonly head: FileHead;
  readonly tables: readonly InitializerFacts[];
  readonly bodies: readonly FunctionBody[];
  readonly calls: readonly (readonly CallFacts[])[];
  readonly mentions: readonly FunctionMentions[];
}

export const FACTS_PARTS = [
  'head',
  'tables',
  'bodies',
  'calls',
  'mentions',
] as const satisfies readonly (keyof FactsParts)[];
export type FactsPart = (typeof FACTS_PARTS)[number];

/** JSON in ASCII of each part. */
export type EncodedFacts = Readonly<Record<FactsPart, Uint8Array>>;
type FactsText = Readonly<Record<FactsPart, string>>;

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const [encoded] = factsBytes([factsText(facts)]);
  return encoded as EncodedFacts;
}

export function factsText(facts: FileFacts): FactsText {
  const { functions, initializers } = facts;
  const head = { ...facts, initializers: undefined, functions: functions.map(headOf) };
  return {
    head: asciiJson(head),
    tables: asciiJson(initializers),
    bodies: asciiJson(functions.map((fn) => ({ ...fn, calls: undefined, mentions: undefined, size: undefined }))),
    calls: asciiJson(functions.map(({ calls }) => calls)),
    mentions: asciiJson(functions.map(mentionsOf)),
  };
}

function mentionsOf({ name, line, size = 0, mentions }: FunctionFacts): FunctionMentions {
  return [name, line, size, mentions];
}

/** What `each` says of every part. */
export function byPart<T>(each: (part: FactsPart) => T): Record<FactsPart, T> {
  return Object.fromEntries(FACTS_PARTS.map((part) => [part, each(part)])) as Record<FactsPart, T>;
}

/** All in one piece of memory, which threads hand over at once. */
export function factsBytes(texts: readonly FactsText[]): EncodedFacts[] {
  const size = texts.reduce((sum, text) => FACTS_PARTS.reduce((all, part) => all + text[part].length, sum), 0);
  const all = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  const put = (text: string): Uint8Array => {
    const from = at;
    at += all.write(text, at, 'latin1');
    return all.subarray(from, at);
  };
  return texts.map((text) => byPart((part) => put(text[part])));
}

const BEYOND_ASCII = /[\u0080-\uffff]/g;

/** One byte a character: read and written without looking at it. */
function asciiJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Nearly all of it is ASCII, which is told much faster than what is not is looked for.
  if (Buffer.byteLength(text) === text.length) return text;
  return text.replace(BEYOND_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function headOf(facts: FunctionFacts): FunctionHead {
  const { name, line, endLine, flags, config, returns } = facts;
  return { name, line, endLine, flags, returns, config, own: ownSummary(facts) };
}
