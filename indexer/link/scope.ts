/** Whose text is read while a function's edges are written: its own, or that of a macro on its behalf. */

import type { CallFacts, FunctionFacts, Term } from '../parse/facts.js';
import type { MacroRow } from './macro-table.js';

/** What is being read: a function, or a macro on behalf of one. */
export interface Scope {
  readonly facts: FunctionFacts;
  readonly owner: number;
  readonly file: number;
  /** In a macro: whose call it is. */
  readonly caller: {
    readonly scope: Scope;
    readonly call: CallFacts;
    readonly line: number;
    readonly macro: string;
  } | null;
  readonly depth: number;
  /** Tells scopes apart. */
  readonly id: number;
}

const MAX_MACRO_DEPTH = 8;
let scopes = 0;

/** The scope of a function's own text. */
export function functionScope(facts: FunctionFacts, owner: number, file: number): Scope {
  return { facts, owner, file, caller: null, depth: 0, id: scopes++ };
}

/** The scope of a macro that is called in another scope; null where macros call each other in a circle, or too deep. */
export function macroScope(scope: Scope, macro: MacroRow, call: CallFacts): Scope | null {
  if (scope.depth >= MAX_MACRO_DEPTH) return null;
  for (let at: Scope | undefined = scope; at; at = at.caller?.scope) if (at.facts === macro.facts) return null;
  return {
    facts: macro.facts,
    owner: scope.owner,
    file: scope.file,
    caller: { scope, call, line: call[1], macro: macro.facts.name },
    depth: scope.depth + 1,
    id: scopes++,
  };
}

/** The macro call in the function's own text that all of this comes from. */
export function outermost(scope: Scope): { readonly line: number; readonly macro: string } | null {
  let current = scope;
  let found: { line: number; macro: string } | null = null;
  while (current.caller) {
    found = current.caller;
    current = current.caller.scope;
  }
  return found;
}

/** In a macro, `{0}` stands for the text of argument 0. */
export function substitute(scope: Scope, text: string): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{(\d+)\}/g, (_all, index: string) => {
    for (const { scope: at, term } of givenTerms(scope, Number(index)))
      if (term[0] === 'I') return substitute(at, term[1]);
    return '';
  });
}

/** What a macro's parameter was given, followed through the macros that hand it on. */
export function givenTerms(scope: Scope, index: number): { readonly scope: Scope; readonly term: Term }[] {
  const caller = scope.caller?.scope;
  if (!caller) return [];
  return argumentTerms(scope, index).flatMap((term) =>
    term[0] === 'P' && caller.caller ? givenTerms(caller, term[1]) : [{ scope: caller, term }],
  );
}

/** The terms of a macro's argument, in the scope of its caller; the last parameter may stand for several. */
export function argumentTerms(scope: Scope, index: number): readonly Term[] {
  if (!scope.caller) return [];
  const [, , ...args] = scope.caller.call;
  if (scope.facts.params[index] !== '__VA_ARGS__') return args.find(([position]) => position === index)?.[1] ?? [];
  return args.filter(([position]) => position >= index).flatMap(([, terms]) => terms);
}

/** The name that a call's argument gives; in a macro `{n}` for its own parameter. */
export function argumentName(call: CallFacts, index: number): string {
  const [, , ...args] = call;
  for (const term of args.find(([position]) => position === index)?.[1] ?? []) {
    if (term[0] === 'I') return term[1];
    if (term[0] === 'P') return `{${term[1]}}`;
  }
  return '';
}
