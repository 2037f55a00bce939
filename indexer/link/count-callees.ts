/** How many functions call each function by name: what inlining depends on. */

import type { FunctionFacts } from '../parse/facts.js';
import type { Emitter } from './emitter.js';
import { resolveName } from './symbol-table.js';

export function countCallees(emitter: Emitter, facts: FunctionFacts, file: number): void {
  if (facts.calls.length === 0) return;
  const seen = new Set<number>();
  for (const [callee] of facts.calls) {
    if (!/^\w+$/.test(callee)) continue;
    for (const id of resolveName(emitter.symbols, callee, file)) seen.add(id);
  }
  for (const id of seen) {
    const count = emitter.callers[id] as number;
    if (count < 65535) emitter.callers[id] = count + 1;
  }
}
