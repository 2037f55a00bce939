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

/** UTF-8 JSON of a file's `FileHead`, and of its `FunctionFacts` in the same order. */
export interface EncodedFacts {
  readonly head: Uint8Array;
  readonly bodies: Uint8Array;
}

const encoder = new TextEncoder();

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const head: FileHead = { ...facts, functions: facts.functions.map(headOf) };
  return { head: encoder.encode(JSON.stringify(head)), bodies: encoder.encode(JSON.stringify(facts.functions)) };
}

export function headOf(facts: FunctionFacts): FunctionHead {
  const { name, line, endLine, flags, config, returns } = facts;
  return { name, line, endLine, flags, returns, ...(config === undefined ? {} : { config }), own: ownSummary(facts) };
}
