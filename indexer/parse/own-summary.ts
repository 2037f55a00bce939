/** What a function does with its parameters by itself: a fact of its file, from which the linker goes on. */

import type { FunctionFacts } from './facts.js';

/** What one function does with its parameters itself, before names are resolved. */
export interface OwnSummary {
  readonly returned: readonly number[];
  readonly called: readonly number[];
  /** Parameters that are called, whatever becomes of what that gives. */
  readonly invoked: readonly number[];
  readonly turned: readonly (readonly [param: number, turn: string])[];
  readonly calledFields: readonly (readonly [param: number, key: string])[];
  readonly passed: readonly {
    readonly param: number;
    readonly callee: string;
    readonly position: number;
    readonly flows: boolean;
  }[];
  /** Parameters that are called, and what that gives is handed to a callee whose result is returned. */
  readonly calledFor: readonly { readonly param: number; readonly callee: string; readonly position: number }[];
  readonly stored: readonly { readonly param: number; readonly path: string }[];
  /** Paths of the fields that it returns. */
  readonly gave: readonly string[];
}

/** Undefined where a function does nothing with its parameters that matters. */
export function ownSummary(facts: FunctionFacts): OwnSummary | undefined {
  const flowing = new Set<number>();
  const returned: number[] = [];
  const gave: string[] = [];
  const called: number[] = [];
  const turned: [number, string][] = [];
  const calledFields: [number, string][] = [];
  for (const term of facts.result) {
    if (term[0] === 'P') returned.push(term[1]);
    else if (term[0] === 'L' && /^[ST]:\w+\./.test(term[1])) gave.push(term[1]);
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
  const invoked = [
    ...new Set(facts.calls.flatMap(([callee]) => (callee.startsWith('#') ? [Number(callee.slice(1))] : []))),
  ];
  const passed: { param: number; callee: string; position: number; flows: boolean }[] = [];
  const calledFor: { param: number; callee: string; position: number }[] = [];
  facts.calls.forEach(([callee, , ...args], index) => {
    if (!/^\w+$/.test(callee)) return;
    for (const [position, terms] of args) {
      for (const term of terms) {
        if (term[0] === 'P') passed.push({ param: term[1], callee, position, flows: flowing.has(index) });
        else if (term[0] === 'C' && term[2] === 0 && flowing.has(index)) {
          const [, param] = /^#(\d+)$/.exec(facts.calls[term[1]]?.[0] ?? '') ?? [];
          if (param !== undefined) calledFor.push({ param: Number(param), callee, position });
        }
      }
    }
  });
  const stored = facts.stores.flatMap(([path, , terms]) =>
    terms.flatMap((term) => (term[0] === 'P' ? [{ param: term[1], path }] : [])),
  );
  const all = [returned, called, invoked, turned, calledFields, passed, calledFor, stored, gave];
  return all.some((list) => list.length > 0)
    ? { returned, called, invoked, turned, calledFields, passed, calledFor, stored, gave }
    : undefined;
}
