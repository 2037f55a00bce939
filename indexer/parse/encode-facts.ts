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

/** UTF-8 JSON of a file's `FileHead`, and of its `FunctionFacts` in the same order; in memory that threads share. */
export interface EncodedFacts {
  readonly head: SharedArrayBuffer;
  readonly bodies: SharedArrayBuffer;
}

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const head: FileHead = { ...facts, functions: facts.functions.map(headOf) };
  return { head: shared(JSON.stringify(head)), bodies: shared(JSON.stringify(facts.functions)) };
}

function shared(text: string): SharedArrayBuffer {
  const bytes = new SharedArrayBuffer(Buffer.byteLength(text));
  Buffer.from(bytes).write(text);
  return bytes;
}

export function headOf(facts: FunctionFacts): FunctionHead {
  const { name, line, endLine, flags, config, returns } = facts;
  return { name, line, endLine, flags, returns, ...(config === undefined ? {} : { config }), own: ownSummary(facts) };
}
