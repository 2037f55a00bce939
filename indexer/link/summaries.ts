/** What functions do with their parameters: hand them back, call them, keep them in a struct. */

import type { OwnSummary } from '../parse/own-summary.js';
import { append, type NumberColumn, numberColumn } from './number-column.js';
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

export interface Summaries {
  /** The function returns this parameter's value. */
  readonly returned: Set<number>;
  /** The function calls this parameter and returns what that gives. */
  readonly called: Set<number>;
  /** The parameters that are called when this one is: itself, or those that it is handed on as; slots as texts. */
  readonly invoked: Map<number, Set<string>>;
  /** The rewrites (`=A,B>C`) under which the function returns this parameter's value. */
  readonly turned: Map<number, Set<string>>;
  /** Fields (`struct.field`) of the ops table this parameter is, which the function calls and returns what that gives. */
  readonly calledFields: Map<number, Set<string>>;
  /** Fields (`struct.field`) that this parameter is stored in. */
  readonly kept: Map<number, Set<string>>;
  /** Fields (`struct.field`) that some function returns. */
  readonly gave: Set<string>;
  /** Parameters that are handed on as parameters of others, from and to in turn, as in `slotOf`; and those whose result is returned. */
  readonly passing: NumberColumn;
  readonly flowing: NumberColumn;
  /** Parameters that are called, and those of others that get what that gives, whose result is returned. */
  readonly calledFor: NumberColumn;
}

export function summaries(): Summaries {
  return {
    returned: new Set(),
    called: new Set(),
    invoked: new Map(),
    turned: new Map(),
    calledFields: new Map(),
    kept: new Map(),
    gave: new Set(),
    passing: numberColumn(),
    flowing: numberColumn(),
    calledFor: numberColumn(),
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
  for (const param of own.invoked) keep(into.invoked, slotOf(id, param), String(slotOf(id, param)));
  for (const [param, turn] of own.turned) keep(into.turned, slotOf(id, param), turn);
  for (const [param, key] of own.calledFields) keep(into.calledFields, slotOf(id, param), key);
  for (const { param, callee, position, flows } of own.passed) {
    for (const target of resolveName(symbols, callee, file)) {
      if (flows) addPair(into.flowing, slotOf(id, param), slotOf(target, position));
      addPair(into.passing, slotOf(id, param), slotOf(target, position));
    }
  }
  for (const { param, callee, position } of own.calledFor) {
    for (const target of resolveName(symbols, callee, file))
      addPair(into.calledFor, slotOf(id, param), slotOf(target, position));
  }
  for (const path of own.gave) {
    const key = resolvePath(types, path, file);
    if (key) into.gave.add(key);
  }
  for (const { param, path } of own.stored) {
    const key = resolvePath(types, path, file);
    if (key) keep(into.kept, slotOf(id, param), key);
  }
}

function addPair(column: NumberColumn, from: number, to: number): void {
  append(column, from);
  append(column, to);
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

/** Whether there was something to carry from a slot to another one. */
function carry(into: Map<number, Set<string>>, slot: number, to: number): boolean {
  let carried = false;
  const keys = into.get(slot);
  if (keys) for (const key of keys) if (keep(into, to, key)) carried = true;
  return carried;
}

/** Carries what callees do with their parameters back to whoever forwards its own, until nothing changes. */
export function closeSummaries(into: Summaries): void {
  for (let changed = true; changed; ) {
    changed = false;
    const { values, length } = into.flowing;
    for (let i = 0; i < length; i += 2) {
      const [from, slot] = [values[i] as number, values[i + 1] as number];
      if (into.returned.has(slot) && !into.returned.has(from)) {
        into.returned.add(from);
        changed = true;
      }
      if (into.called.has(slot) && !into.called.has(from)) {
        into.called.add(from);
        changed = true;
      }
      if (carry(into.calledFields, slot, from)) changed = true;
      if (carry(into.turned, slot, from)) changed = true;
    }
    const given = into.calledFor;
    for (let i = 0; i < given.length; i += 2) {
      const [from, slot] = [given.values[i] as number, given.values[i + 1] as number];
      if (!into.returned.has(slot) || into.called.has(from)) continue;
      into.called.add(from);
      changed = true;
    }
    const passed = into.passing;
    for (let i = 0; i < passed.length; i += 2) {
      const [from, slot] = [passed.values[i] as number, passed.values[i + 1] as number];
      if (carry(into.kept, slot, from)) changed = true;
      if (carry(into.invoked, slot, from)) changed = true;
    }
  }
}
