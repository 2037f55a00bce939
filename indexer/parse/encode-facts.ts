/** Facts of a file as two JSON texts: what names mean is known of all files before any body is linked. */

import type { FileFacts, FunctionFacts } from './facts.js';
import { type OwnSummary, ownSummary } from './own-summary.js';

/** A function without its body. */
export interface FunctionHead
  extends Pick<FunctionFacts, 'name' | 'line' | 'endLine' | 'flags' | 'config' | 'returns'> {
  readonly own?: OwnSummary | undefined;
}

/** The facts of a file without the bodies of its functions. */
export interface FileHead extends Omit<FileFacts, 'functions'> {
  readonly functions: readonly FunctionHead[];
}

/** JSON in ASCII of a file's `FileHead`, and of its `FunctionFacts` in the same order. */
export interface EncodedFacts {
  readonly head: Uint8Array;
  readonly bodies: Uint8Array;
}

interface FactsText {
  readonly head: string;
  readonly bodies: string;
}

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const [encoded] = factsBytes([factsText(facts)]);
  return encoded as EncodedFacts;
}

export function factsText(facts: FileFacts): FactsText {
  const head: FileHead = { ...facts, functions: facts.functions.map(headOf) };
  return { head: asciiJson(head), bodies: asciiJson(facts.functions) };
}

/** All in one piece of memory, which threads hand over at once. */
export function factsBytes(texts: readonly FactsText[]): EncodedFacts[] {
  const size = texts.reduce((sum, { head, bodies }) => sum + head.length + bodies.length, 0);
  const all = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  const put = (text: string): Uint8Array => {
    const from = at;
    at += all.write(text, at, 'latin1');
    return all.subarray(from, at);
  };
  return texts.map(({ head, bodies }) => ({ head: put(head), bodies: put(bodies) }));
}

const BEYOND_ASCII = /[\u0080-\uffff]/g;

/** One byte a character: read and written without looking at it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(BEYOND_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function headOf(facts: FunctionFacts): FunctionHead {
  const { name, line, endLine, flags, config, returns } = facts;
  return { name, line, endLine, flags, returns, config, own: ownSummary(facts) };
}
