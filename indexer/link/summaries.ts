/** What functions do with their parameters: hand them back, call them, keep them in a struct. */

import type { OwnSummary } from '../parse/own-summary.js';
import { resolveName, type SymbolTable } from './symbol-table.js';
import { resolvePath, type TypeTable } from './type-table.js';

/** A parameter of a function, as one number. */
const PARAMS = 64;
export function slotOf(fn: number, param: number): number {
  return fn * PARAMS + Math.min(param, PARAMS - 1);
}

/** The function of a slot. */
export function functionOf(slot: number): number {
  return Math.floor(slot / PARAMS);
}

/** A parameter that is handed on as a parameter of others; both as in `slotOf`. */
interface Forward {
  readonly from: number;
  readonly to: readonly number[];
}

export interface Summaries {
  /** The function returns this parameter's value. */
  readonly returned: Set<number>;
  /** The function calls this parameter and returns what that gives. */
  readonly called: Set<number>;
  /** The rewrites (`=A,B>C`) under which the function returns this parameter's value. */
  readonly turned: Map<number, Set<string>>;
  /** Fields (`struct.field`) of the ops table this parameter is, which the function calls and returns what that gives. */
  readonly calledFields: Map<number, Set<string>>;
  /** Fields (`struct.field`) that this parameter is stored in. */
  readonly kept: Map<number, Set<string>>;
  readonly flowing: Forward[];
  readonly passing: Forward[];
}

export function summaries(): Summaries {
  return {
    returned: new Set(),
    called: new Set(),
    turned: new Map(),
    calledFields: new Map(),
    kept: new Map(),
    flowing: [],
    passing: [],
  };
}

/** Adds what one function does itself; `closeSummaries` adds what it does through others. */
export function addSummary(
  into: Summaries,
  own: OwnSummary,
  id: number,
  file: number,
  types: TypeTable,
  symbols: SymbolTable,
): void {
  for (const param of own.returned) into.returned.add(slotOf(id, param));
  for (const param of own.called) into.called.add(slotOf(id, param));
  for (const [param, turn] of own.turned) keep(into.turned, slotOf(id, param), turn);
  for (const [param, key] of own.calledFields) keep(into.calledFields, slotOf(id, param), key);
  for (const { param, callee, position, flows } of own.passed) {
    const targets = resolveName(symbols, callee, file);
    if (targets.length === 0) continue;
    const forward = { from: slotOf(id, param), to: targets.map((target) => slotOf(target, position)) };
    if (flows) into.flowing.push(forward);
    into.passing.push(forward);
  }
  for (const { param, path } of own.stored) {
    const key = resolvePath(types, path, file);
    if (key) keep(into.kept, slotOf(id, param), key);
  }
}

function keep(into: Map<number, Set<string>>, slot: number, key: string): boolean {
  let keys = into.get(slot);
  if (!keys) {
    keys = new Set();
    into.set(slot, keys);
  }
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}

/** Carries what callees do with their parameters back to whoever forwards its own, until nothing changes. */
export function closeSummaries(into: Summaries): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of into.flowing) {
      for (const slot of to) {
        if (into.returned.has(slot) && !into.returned.has(from)) {
          into.returned.add(from);
          changed = true;
        }
        if (into.called.has(slot) && !into.called.has(from)) {
          into.called.add(from);
          changed = true;
        }
        for (const key of into.calledFields.get(slot) ?? []) if (keep(into.calledFields, from, key)) changed = true;
        for (const turn of into.turned.get(slot) ?? []) if (keep(into.turned, from, turn)) changed = true;
      }
    }
    for (const { from, to } of into.passing) {
      for (const slot of to) {
        for (const key of into.kept.get(slot) ?? []) if (keep(into.kept, from, key)) changed = true;
      }
    }
  }
}
