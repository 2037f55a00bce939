/** Every call that is known, whether or not its result is returned: for export, apart from the return-flow graph. */

import type { CallCallee } from '../../src/store/call-columns.js';
import type { CallTarget } from '../../src/store/call-targets.js';
import { HOOK_CALLS } from '../parse/conventions.js';
import type { CallFacts, FunctionFacts, Mention } from '../parse/facts.js';
import { type CallTable, callTable, targetIndex } from './call-table.js';
import { findMeaning, type Meaning } from './called-meaning.js';
import { type CallingNames, mentionedBy } from './calling-names.js';
import { type CallCounter, countCall } from './count-calls.js';
import { type MacroRow, type MacroTable, resolveMacro } from './macro-table.js';
import { append } from './number-column.js';
import { ownNames } from './own-rows.js';
import { asks, onlyHere, type Remembered, recall, remembered, turnTo, workOut } from './remembered.js';
import { argumentName, functionScope, givenTerms, macroScope, type Scope, substitute } from './scope.js';
import { resolveName, type SymbolTable } from './symbol-table.js';
import { functionFieldsOf, resolvePath, type TypeTable } from './type-table.js';

export interface CallCollector {
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly types: TypeTable;
  readonly calling: CallingNames;
  readonly counter: CallCounter;
  readonly functionFields: ReadonlyMap<string, readonly string[]>;
  readonly edges: CallTable;
  readonly calleeIds: Map<string, number>;
  /** What called names mean in the neighbourhood, and in the file that is being read. */
  readonly nearby: Map<string, Meaning>;
  readonly meanings: Map<string, Meaning>;
  /** What macros call whose arguments play no part in it, and what mentions in functions' own text stand for. */
  readonly expansions: Remembered<MacroRow | string, Expansion>;
  /** Of the file that is being read. */
  readonly dependent: Map<MacroRow, boolean>;
}

export function callCollector(
  symbols: SymbolTable,
  macros: MacroTable,
  types: TypeTable,
  calling: CallingNames,
  counter: CallCounter,
): CallCollector {
  return {
    symbols,
    macros,
    types,
    calling,
    counter,
    functionFields: functionFieldsOf(types),
    edges: callTable(),
    calleeIds: new Map(),
    nearby: new Map(),
    meanings: new Map(),
    expansions: remembered({
      paths: symbols.paths,
      aliases: symbols.aliases,
      namesOf: (file) => [
        ...ownNames(symbols.own, file),
        ...ownNames(macros.own, file),
        ...ownNames(calling.own, file),
      ],
    }),
    dependent: new Map(),
  };
}

/** Macros that lead to macros are followed this far. */
const MAX_DEPTH = 8;

/** What stands in a macro from this depth on may be cut off, so that it is not remembered as all of it. */
const COMPLETE_DEPTH = 5;

/** What a name calls itself, and in the macros that it stands for. */
interface Expansion {
  readonly direct: readonly number[];
  readonly inside: readonly number[];
}

interface Found {
  readonly line: number;
  readonly via: CallTarget['via'];
  readonly callees: readonly number[];
}

/** Adds the calls of a function; called in the order of ids. */
export function collectCalls(collector: CallCollector, facts: FunctionFacts, id: number, file: number): void {
  const left = turnTo(collector.expansions, file);
  if (left !== 'nothing') {
    collector.meanings.clear();
    collector.dependent.clear();
    if (left === 'neighbourhood') collector.nearby.clear();
  }
  const scope = functionScope(facts, id, file);
  const found: Found[] = [];
  const add = (line: number, via: CallTarget['via'], callees: readonly number[]): void => {
    // What a macro from elsewhere stands for has no line of its own here.
    if (callees.length) found.push({ line: Math.max(line, facts.line), via, callees });
  };
  for (const call of facts.calls) {
    const [callee, line] = call;
    const direct: number[] = [];
    const inside: number[] = [];
    addCall(collector, scope, call, direct, inside);
    add(line, 'call', direct);
    add(line, 'macro', inside);
    if (call.length === 2) continue;
    const [, , ...args] = call;
    for (const [, terms] of args) {
      for (const term of terms) {
        const ids = term[0] === 'I' && term[1] !== callee ? resolveName(collector.symbols, term[1], file) : [];
        if (ids.length) add(line, 'callback', [functionsId(collector, ids)]);
      }
    }
  }
  for (const mention of facts.mentions) {
    const { direct, inside } = expansionOf(collector, scope, mention);
    add(mention[1], 'call', direct);
    add(mention[1], 'macro', inside);
  }
  collector.counter.size[id] = facts.size ?? 0;
  for (const { via, callees } of found) if (via !== 'callback') countPlaces(collector, id, callees);
  store(
    collector,
    found.sort((a, b) => a.line - b.line),
  );
}

function countPlaces({ counter, edges }: CallCollector, caller: number, callees: readonly number[]): void {
  const functions = counter.rows.length;
  for (const callee of callees) {
    const several = callee < functions ? undefined : edges.callees[callee - functions];
    if (several === undefined) countCall(counter, caller, callee);
    else if (typeof several !== 'string') for (const one of several) countCall(counter, caller, one);
  }
}

/** What adds nothing to what came before it in the function is left out. */
function store({ edges, symbols }: CallCollector, found: readonly Found[]): void {
  const seen = new Set<number>();
  const before = edges.symbol.length;
  for (const { line, via, callees } of found) {
    const size = seen.size;
    for (const callee of callees) seen.add(callee);
    if (seen.size === size) continue;
    append(edges.line, line);
    const [only] = callees;
    if (via === 'call' && callees.length === 1 && only !== undefined && only < symbols.rows.length) {
      append(edges.symbol, only);
      continue;
    }
    append(edges.symbol, symbols.rows.length + targetIndex(edges, via, callees));
  }
  append(edges.count, edges.symbol.length - before);
}

function functionsId(collector: CallCollector, ids: readonly number[]): number {
  return ids.length === 1 ? (ids[0] as number) : calleeId(collector, ids.join(','), ids);
}

function calleeId({ calleeIds, edges, symbols }: CallCollector, key: string, callee: CallCallee): number {
  let index = calleeIds.get(key);
  if (index === undefined) {
    index = edges.callees.length;
    edges.callees.push(callee);
    calleeIds.set(key, index);
  }
  return symbols.rows.length + index;
}

function addUnique(list: number[], callee: number): void {
  if (!list.includes(callee)) list.push(callee);
}

function addSlotOf(collector: CallCollector, slot: string, list: number[]): void {
  addUnique(list, calleeId(collector, `.${slot}`, `.${slot}`));
}

/** Adds what a call reaches: to `direct` what it names, to `inside` what stands in the macro it names. */
function addCall(collector: CallCollector, scope: Scope, call: CallFacts, direct: number[], inside: number[]): void {
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
  direct: number[],
  inside: number[],
  depth = 0,
): void {
  const meaning = meaningOf(collector, name, scope.file);
  if (!meaning.calls) return;
  if (meaning.hook !== undefined) {
    const field = substitute(scope, argumentName(call, meaning.hook));
    if (field) addSlotOf(collector, `security_list_options.${field}`, direct);
    return;
  }
  if (meaning.functions !== undefined) addUnique(direct, meaning.functions);
  if (meaning.own) return;
  // A name can be a macro in one configuration and a function in another.
  if (meaning.macro) addMacro(collector, scope, meaning.macro, call, inside);
  for (const mention of meaning.mentions) addMention(collector, scope, mention, inside, inside);
  if (meaning.known) return;
  const alias = collector.symbols.aliases.get(name);
  if (alias !== undefined && alias !== name && depth < MAX_DEPTH)
    addNamed(collector, scope, alias, call, direct, inside, depth + 1);
  else addUnique(direct, calleeId(collector, name, name));
}

function meaningOf(collector: CallCollector, name: string, file: number): Meaning {
  const { expansions, nearby, meanings, symbols } = collector;
  asks(expansions, name);
  const own = expansions.own.has(name);
  const known = (own ? undefined : nearby.get(name)) ?? meanings.get(name);
  if (known) return known;
  const meaning = findMeaning(collector, name, file, (ids) => functionsId(collector, ids));
  // What it is another name for may be the file's own.
  (own || symbols.aliases.has(name) ? meanings : nearby).set(name, meaning);
  return meaning;
}

const NOTHING: Expansion = { direct: [], inside: [] };

/** Mentions have no arguments, so that in one file they stand for the same each time. */
function expansionOf(collector: CallCollector, scope: Scope, mention: Mention): Expansion {
  const [text] = mention;
  if (!text.endsWith('()') && !collector.calling.byName.has(text)) return NOTHING;
  return (
    recall(collector.expansions, text) ??
    workOut(collector.expansions, text, () => {
      const direct: number[] = [];
      const inside: number[] = [];
      addMention(collector, scope, mention, direct, inside);
      return { direct, inside };
    })
  );
}

function addMention(
  collector: CallCollector,
  scope: Scope,
  [text, line]: Mention,
  direct: number[],
  inside: number[],
): void {
  if (scope.depth > MAX_DEPTH) {
    onlyHere(collector.expansions);
    return;
  }
  const deeper = { ...scope, depth: scope.depth + 1 };
  if (text.endsWith('()')) {
    const name = text.slice(0, -2);
    addNamed(collector, deeper, name, [name, line], direct, inside);
    return;
  }
  asks(collector.expansions, text);
  for (const mention of mentionedBy(collector.calling, text, scope.file))
    addMention(collector, deeper, mention, inside, inside);
}

function addMacro(collector: CallCollector, scope: Scope, macro: MacroRow, call: CallFacts, inside: number[]): void {
  const known = recall(collector.expansions, macro);
  if (known) {
    for (const callee of known.inside) addUnique(inside, callee);
    return;
  }
  const inner = macroScope(scope, macro, call);
  if (!inner) {
    onlyHere(collector.expansions);
    return;
  }
  const found = (): number[] => {
    const callees: number[] = [];
    for (const one of macro.facts.calls) addCall(collector, inner, one, callees, callees);
    for (const mention of macro.facts.mentions) addMention(collector, inner, mention, callees, callees);
    return callees;
  };
  // Asked when what stands in it is known: how deep the macros below it lead is told by those first.
  const keeps = (): boolean => !usesArguments(collector, macro, scope.file);
  const all =
    scope.depth < COMPLETE_DEPTH && !collector.dependent.get(macro)
      ? workOut(collector.expansions, macro, () => ({ direct: [], inside: found() }), keeps).inside
      : found();
  for (const callee of all) addUnique(inside, callee);
}

/** Whether what a macro calls depends on what it is given. */
function usesArguments(collector: CallCollector, macro: MacroRow, file: number, depth = 0): boolean {
  if (depth > MAX_DEPTH) return true;
  const known = collector.dependent.get(macro);
  if (known !== undefined) return known;
  const found = macro.facts.calls.some(([callee]) => {
    if (!/^\w+$/.test(callee) || HOOK_CALLS.has(callee)) return true;
    const inner = resolveMacro(collector.macros, callee, file);
    return inner !== null && inner !== macro && usesArguments(collector, inner, file, depth + 1);
  });
  collector.dependent.set(macro, found);
  return found;
}

function addSlot(collector: CallCollector, path: string, file: number, direct: number[]): void {
  if (/^G:\w+$/.test(path)) {
    addSlotOf(collector, `${path.slice(2)}[]`, direct);
    return;
  }
  // What a call gives is what the name means in the file.
  if (!/^[STG]:/.test(path)) onlyHere(collector.expansions);
  const key = resolvePath(collector.types, path, file);
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (key) addSlotOf(collector, key, direct);
  else if (/^\w+$/.test(field)) {
    const tags = collector.functionFields.get(field) ?? [];
    if (tags.length <= 2) for (const tag of tags) addSlotOf(collector, `${tag}.${field}`, direct);
  }
}
