/** What functions do with their parameters: hand them back, call them, keep them in a struct. */

import type { FunctionFacts } from '../parse/facts.js';
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

/** What one function does with its parameters itself, before names are resolved. */
export interface OwnSummary {
  readonly returned: readonly number[];
  readonly called: readonly number[];
  readonly turned: readonly (readonly [param: number, turn: string])[];
  readonly calledFields: readonly (readonly [param: number, key: string])[];
  readonly passed: readonly {
    readonly param: number;
    readonly callee: string;
    readonly position: number;
    readonly flows: boolean;
  }[];
  readonly stored: readonly { readonly param: number; readonly path: string }[];
}

/** Undefined where a function does nothing with its parameters that matters. */
export function ownSummary(facts: FunctionFacts): OwnSummary | undefined {
  const flowing = new Set<number>();
  const returned: number[] = [];
  const called: number[] = [];
  const turned: [number, string][] = [];
  const calledFields: [number, string][] = [];
  for (const term of facts.result) {
    if (term[0] === 'P') returned.push(term[1]);
    else if (term[0] === 'E') {
      const { errno, turns = [] } = facts.literals[term[1]] ?? {};
      for (const [from, errnos] of turns) if (from[0] === 'P') turned.push([from[1], `${errnos}>${errno}`]);
    } else if (term[0] === 'C' && term[2] === 0) {
      flowing.add(term[1]);
      const callee = facts.calls[term[1]]?.[0] ?? '';
      if (callee.startsWith('#')) called.push(Number(callee.slice(1)));
      const [, type = '', field] = /^\.(S:\w+)\.(\w+)$/.exec(callee) ?? [];
      const param = field === undefined ? -1 : facts.types.indexOf(type);
      if (param >= 0) calledFields.push([param, `${type.slice(2)}.${field}`]);
    }
  }
  const passed: { param: number; callee: string; position: number; flows: boolean }[] = [];
  facts.calls.forEach(([callee, , ...args], index) => {
    for (const [position, terms] of args) {
      for (const term of terms) {
        if (term[0] === 'P' && /^\w+$/.test(callee))
          passed.push({ param: term[1], callee, position, flows: flowing.has(index) });
      }
    }
  });
  const stored = facts.stores.flatMap(([path, , terms]) =>
    terms.flatMap((term) => (term[0] === 'P' ? [{ param: term[1], path }] : [])),
  );
  return returned.length || called.length || turned.length || calledFields.length || passed.length || stored.length
    ? { returned, called, turned, calledFields, passed, stored }
    : undefined;
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
