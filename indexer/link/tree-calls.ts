/** All calls of a tree, which need its names and no graph: they are collected beside the linker (`beside-thread.ts`). */

import type { MacroFacts } from '../parse/facts.js';
import { callCollector, collectCalls } from './call-edges.js';
import type { CallTable } from './call-table.js';
import { addCallingNames, callingNames } from './calling-names.js';
import { type CallCounts, callCounter, closeCounts } from './count-calls.js';
import type { FactsStore } from './facts-store.js';
import { readCalls, readNames } from './names.js';
import type { FunctionRow } from './symbol-table.js';

export interface TreeCalls {
  readonly functions: readonly FunctionRow[];
  readonly calls: CallTable;
  readonly callCounts: CallCounts;
}

const NONE: readonly never[] = [];

/** Of a macro what its calls are found by. */
function callsOf({
  name,
  line,
  endLine,
  flags,
  params,
  returns,
  calls,
  mentions,
  result,
  escapes,
  value,
}: MacroFacts): MacroFacts {
  const nothing = { types: NONE, literals: NONE, outs: NONE, stores: NONE };
  return { ...nothing, name, line, endLine, flags, params, returns, calls, mentions, result, escapes, value };
}

/**
 * @param onNames - is called when all functions are known and bodies are about to be read
 */
export function treeCalls(facts: FactsStore, onNames: (functions: readonly FunctionRow[]) => void): TreeCalls {
  const calling = callingNames(facts.paths);
  const names = readNames(facts, (head, file) => addCallingNames(calling, head, file), callsOf);
  const { symbols, macros, types } = names;
  onNames(symbols.rows);
  const counter = callCounter(symbols.rows);
  const collector = callCollector(symbols, macros, types, calling, counter);
  readCalls(facts, names, (fn, id, file) => collectCalls(collector, fn, id, file));
  return { functions: symbols.rows, calls: collector.edges, callCounts: closeCounts(counter) };
}
