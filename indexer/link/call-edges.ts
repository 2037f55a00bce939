/** Every call that is known, whether or not its result is returned: for export, apart from the return-flow graph. */

import { HOOK_CALLS } from '../parse/conventions.js';
import type { CallFacts, FunctionFacts, Mention } from '../parse/facts.js';
import type { CallingNames } from './calling-names.js';
import { isHollow, mentionedBy } from './calling-names.js';
import { type MacroRow, type MacroTable, resolveMacro } from './macro-table.js';
import { argumentName, functionScope, givenTerms, macroScope, type Scope, substitute } from './scope.js';
import { type FunctionRow, resolveName, type SymbolTable } from './symbol-table.js';
import { resolvePath, type TypeTable } from './type-table.js';

/** Whom a call reaches: functions of the tree (one for each arch), a name without a body in C, a slot of an ops table. */
export type Callee =
  | { readonly kind: 'functions'; readonly ids: readonly number[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'slot'; readonly name: string };

/** What one call in the text leads to: a function, or all that a macro calls. */
export interface CallTarget {
  readonly via: 'call' | 'macro' | 'callback';
  readonly callees: readonly Callee[];
}

/** Calls of all functions, in the order of functions and lines; `target` is an index into `targets`. */
export interface CallEdges {
  readonly targets: CallTarget[];
  readonly count: number[];
  readonly target: number[];
  readonly line: number[];
}

export interface CallCollector {
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly types: TypeTable;
  readonly calling: CallingNames;
  readonly edges: CallEdges;
  readonly targetIds: Map<string, number>;
  /** What macros call whose arguments play no part in it, in the file that is being read. */
  readonly expansions: Map<MacroRow, readonly Callee[]>;
  expandedFile: number;
}

export function callCollector(
  symbols: SymbolTable,
  macros: MacroTable,
  types: TypeTable,
  calling: CallingNames,
): CallCollector {
  const edges: CallEdges = { targets: [], count: [], target: [], line: [] };
  return { symbols, macros, types, calling, edges, targetIds: new Map(), expansions: new Map(), expandedFile: -1 };
}

/** Adds the calls of a function; called in the order of ids. */
export function collectCalls(collector: CallCollector, facts: FunctionFacts, id: number, file: number): void {
  if (collector.expandedFile !== file) {
    collector.expansions.clear();
    collector.expandedFile = file;
  }
  const scope = functionScope(facts, id, file);
  const found: { readonly line: number; readonly target: CallTarget }[] = [];
  const add = (line: number, via: CallTarget['via'], callees: readonly Callee[]): void => {
    if (callees.length) found.push({ line, target: { via, callees } });
  };
  for (const call of facts.calls) {
    const [callee, line, ...args] = call;
    const direct: Callee[] = [];
    const inside: Callee[] = [];
    addCall(collector, scope, call, direct, inside);
    add(line, 'call', direct);
    add(line, 'macro', inside);
    for (const [, terms] of args) {
      for (const term of terms) {
        const ids = term[0] === 'I' && term[1] !== callee ? resolveName(collector.symbols, term[1], file) : [];
        if (ids.length) add(line, 'callback', [{ kind: 'functions', ids }]);
      }
    }
  }
  for (const [text, line] of facts.mentions) {
    const direct: Callee[] = [];
    const inside: Callee[] = [];
    addMention(collector, scope, [text, line], direct, inside);
    add(line, 'call', direct);
    add(line, 'macro', inside);
  }
  found.sort((a, b) => a.line - b.line);
  store(collector, found);
}

/** What adds nothing to what came before it in the function is left out. */
function store(
  { edges, targetIds }: CallCollector,
  found: readonly { readonly line: number; readonly target: CallTarget }[],
): void {
  const seen = new Set<string>();
  const before = edges.target.length;
  for (const { line, target } of found) {
    const keys = target.callees.map(keyOf);
    const size = seen.size;
    for (const key of keys) seen.add(key);
    if (seen.size === size) continue;
    const key = `${target.via} ${keys.join(' ')}`;
    let index = targetIds.get(key);
    if (index === undefined) {
      index = edges.targets.length;
      edges.targets.push(target);
      targetIds.set(key, index);
    }
    edges.target.push(index);
    edges.line.push(line);
  }
  edges.count.push(edges.target.length - before);
}

function keyOf(callee: Callee): string {
  return callee.kind === 'functions' ? callee.ids.join(',') : `${callee.kind}:${callee.name}`;
}

function addUnique(list: Callee[], callee: Callee): void {
  const key = keyOf(callee);
  if (!list.some((one) => keyOf(one) === key)) list.push(callee);
}

/** Adds what a call reaches: to `direct` what it names, to `inside` what stands in the macro it names. */
function addCall(collector: CallCollector, scope: Scope, call: CallFacts, direct: Callee[], inside: Callee[]): void {
  const [callee] = call;
  if (callee === '?') return;
  if (callee.startsWith('#')) {
    for (const { scope: at, term } of givenTerms(scope, Number(callee.slice(1)))) {
      if (term[0] === 'I') addNamed(collector, scope, substitute(at, term[1]), call, direct, inside);
      else if (term[0] === 'L') addSlot(collector, substitute(at, term[1]), scope.file, direct);
    }
  } else if (callee.startsWith('.')) addSlot(collector, substitute(scope, callee.slice(1)), scope.file, direct);
  else addNamed(collector, scope, substitute(scope, callee), call, direct, inside);
}

function addNamed(
  collector: CallCollector,
  scope: Scope,
  name: string,
  call: CallFacts,
  direct: Callee[],
  inside: Callee[],
): void {
  if (!/^\w+$/.test(name)) return;
  const hook = HOOK_CALLS.get(name);
  if (hook !== undefined) {
    const field = substitute(scope, argumentName(call, hook));
    if (field) addUnique(direct, { kind: 'slot', name: `security_list_options.${field}` });
    return;
  }
  const ids = resolveName(collector.symbols, name, scope.file);
  if (ids.length) addUnique(direct, { kind: 'functions', ids });
  if (ids.some((id) => (collector.symbols.rows[id] as FunctionRow).file === scope.file)) return;
  // A name can be a macro in one configuration and a function in another.
  const macro = resolveMacro(collector.macros, name, scope.file);
  if (macro) addMacro(collector, scope, macro, call, inside);
  const mentions = mentionedBy(collector.calling, name, scope.file);
  for (const mention of mentions) addMention(collector, scope, mention, inside, inside);
  if (ids.length === 0 && !macro && mentions.length === 0 && !isHollow(collector.calling, name, scope.file))
    addUnique(direct, { kind: 'name', name });
}

function addMention(
  collector: CallCollector,
  scope: Scope,
  [text, line]: Mention,
  direct: Callee[],
  inside: Callee[],
): void {
  if (text.endsWith('()')) {
    addNamed(collector, scope, text.slice(0, -2), [text.slice(0, -2), line], direct, inside);
    return;
  }
  if (scope.depth > 8) return;
  for (const mention of mentionedBy(collector.calling, text, scope.file))
    addMention(collector, { ...scope, depth: scope.depth + 1 }, mention, inside, inside);
}

function addMacro(collector: CallCollector, scope: Scope, macro: MacroRow, call: CallFacts, inside: Callee[]): void {
  const known = collector.expansions.get(macro);
  if (known) {
    for (const callee of known) addUnique(inside, callee);
    return;
  }
  const inner = macroScope(scope, macro, call);
  if (!inner) return;
  const found: Callee[] = [];
  for (const one of macro.facts.calls) addCall(collector, inner, one, found, found);
  for (const mention of macro.facts.mentions) addMention(collector, inner, mention, found, found);
  if (scope.depth === 0 && !usesArguments(collector, macro)) collector.expansions.set(macro, found);
  for (const callee of found) addUnique(inside, callee);
}

/** Whether what a macro calls depends on what it is given. */
function usesArguments(collector: CallCollector, macro: MacroRow, depth = 0): boolean {
  if (depth > 8) return true;
  return macro.facts.calls.some(([callee]) => {
    if (!/^\w+$/.test(callee) || HOOK_CALLS.has(callee)) return true;
    const inner = resolveMacro(collector.macros, callee, collector.expandedFile);
    return inner !== null && inner !== macro && usesArguments(collector, inner, depth + 1);
  });
}

function addSlot(collector: CallCollector, path: string, file: number, direct: Callee[]): void {
  if (/^G:\w+$/.test(path)) {
    addUnique(direct, { kind: 'slot', name: `${path.slice(2)}[]` });
    return;
  }
  const key = resolvePath(collector.types, path, file);
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (key) addUnique(direct, { kind: 'slot', name: key });
  else if (/^\w+$/.test(field)) {
    const tags = collector.types.functionFields.get(field);
    if (tags && tags.size <= 2) for (const tag of tags) addUnique(direct, { kind: 'slot', name: `${tag}.${field}` });
  }
}
