/** Writes the edges and sites of one function: where each value that it returns or stores can come from. */

import type { Via } from '../../src/domain/graph.js';
import { NO_GUARDS, type SiteGuards } from '../../src/store/site-guards.js';
import { HOOK_CALLS } from '../parse/conventions.js';
import { BESIDE_BODY, outsideOf } from '../parse/external-sources.js';
import type { CallFacts, FunctionFacts, Literal, Term } from '../parse/facts.js';
import { addChoice, constantSet } from './command-sets.js';
import { type ErrnoTables, entriesOfField, entriesOfVariable, siteOfEntry } from './errno-tables.js';
import { addFieldSite, anyErrnoIn, besideBody, isOutsideField, leadsOutside } from './external.js';
import { functionsIn, type GivenTables } from './given-tables.js';
import { addEdge, addSite, type GraphBuilder, slotNode } from './graph-builder.js';
import { type MacroRow, type MacroTable, resolveMacro } from './macro-table.js';
import { arrayNode, opsNode } from './ops-tables.js';
import { guardReasons, type ReasonCollector } from './reasons.js';
import {
  argumentName,
  argumentTerms,
  functionScope,
  givenTerms,
  macroScope,
  outermost,
  type Scope,
  substitute,
} from './scope.js';
import { type Summaries, slotOf } from './summaries.js';
import { type FunctionRow, resolveName, type SymbolTable } from './symbol-table.js';
import { noteSite, type TunableLinks } from './tunable-links.js';
import { resolvePath, type TypeTable } from './type-table.js';

export interface Emitter {
  readonly graph: GraphBuilder;
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly types: TypeTable;
  readonly summary: Summaries;
  readonly reasons: ReasonCollector;
  readonly tunables: TunableLinks;
  readonly given: GivenTables;
  readonly errnoIds: ReadonlyMap<string, number>;
  /** Errno names and their other spellings in this tree. */
  readonly aliases: ReadonlyMap<string, number>;
  readonly callers: Uint16Array;
  readonly tables: ErrnoTables;
}

/** How a value gets to the node: what the path lets pass, and whether its sign was turned. */
interface Way {
  readonly node: number;
  readonly filter: string;
  readonly negated: boolean;
  /** The set of commands under which the value takes it. */
  readonly commands: number;
  /** Calls that were followed to this node already; results that are handed around in a loop end here. */
  readonly done: Set<string>;
}

export function emitFunction(emitter: Emitter, facts: FunctionFacts, id: number, file: number): void {
  const scope = functionScope(facts, id, file);
  const result = wayTo(id);
  for (const term of facts.result) emitTerm(emitter, scope, term, result);
  for (const [index, terms] of facts.outs) {
    const out = wayTo(outNode(emitter, id, index));
    for (const term of terms) emitTerm(emitter, scope, term, out);
  }
  for (const [path, , terms] of facts.stores) {
    if (path === BESIDE_BODY) {
      const beside = wayTo(besideBody(emitter.graph, id, facts.name));
      for (const term of terms) emitTerm(emitter, scope, term, beside);
      continue;
    }
    if (!terms.some((term) => carries(emitter, term, file))) continue;
    const key = fieldKey(emitter, path, file);
    if (!key) continue;
    const field = fieldNode(emitter, key);
    const stored = slotNode(emitter.graph, 'field', `${id} ${key}`, id, key);
    addEdge(emitter.graph, field, stored, 'field', 0, facts.name, 0);
    const way = wayTo(stored);
    for (const term of terms) if (term[0] !== 'L' || carries(emitter, term, file)) emitTerm(emitter, scope, term, way);
  }
  emitEscapes(emitter, scope, result);
  for (const choice of facts.choices ?? []) addChoice(emitter.graph.commands, choice);
  countCallees(emitter, facts, file);
}

/** Whether a value that is stored in a field can be an errno by what it is: of other fields only those from outside are followed. */
function carries(emitter: Emitter, term: Term, file: number): boolean {
  if (term[0] === 'L') return leadsOutside(emitter.types, term[1], file);
  return term[0] === 'E' || term[0] === 'C';
}

function wayTo(node: number): Way {
  return { node, filter: '', negated: false, commands: 0, done: new Set() };
}

function outNode(emitter: Emitter, fn: number, index: number): number {
  return slotNode(emitter.graph, 'out', `${fn} ${index}`, fn, '');
}

function fieldNode(emitter: Emitter, key: string): number {
  return slotNode(emitter.graph, 'field', key, -1, key);
}

/** A struct's field, or a global variable of this file. */
function fieldKey(emitter: Emitter, path: string, file: number): string | null {
  if (/^G:\w+$/.test(path)) return `${file} ${path.slice(2)}`;
  return resolvePath(emitter.types, path, file);
}

function emitTerm(emitter: Emitter, scope: Scope, term: Term, way: Way): void {
  switch (term[0]) {
    case 'E': {
      const literal = scope.facts.literals[term[1]];
      if (literal) emitLiteral(emitter, scope, literal, way);
      return;
    }
    case 'C': {
      const call = scope.facts.calls[term[1]];
      const key = `${scope.id} ${term.join(' ')} ${way.negated} ${way.filter}`;
      if (way.done.has(key)) return;
      way.done.add(key);
      if (call)
        emitCall(emitter, scope, call, term[2], {
          ...way,
          filter: narrower(way.filter, term[4]),
          negated: way.negated !== (term[3] === 1),
          commands: commandsOf(emitter, scope, term[1], way),
        });
      return;
    }
    case 'P':
      if (scope.caller)
        for (const one of argumentTerms(scope, term[1])) emitTerm(emitter, scope.caller.scope, one, way);
      return;
    case 'L':
      emitLoad(emitter, scope, substitute(scope, term[1]), term[2], way);
      return;
    case 'I':
      emitLoad(emitter, scope, `G:${substitute(scope, term[1])}`, 0, way);
      return;
  }
}

/** What a call stands under; what a macro calls stands where the macro is called. */
function commandsOf(emitter: Emitter, scope: Scope, call: number, way: Way): number {
  if (scope.caller) return way.commands;
  const names = scope.facts.under?.find(([index]) => index === call)?.[1];
  return names ? constantSet(emitter.graph.commands, names) : 0;
}

/** Of two filters one after the other the stricter is kept, a rewrite above all; both at once are rare. */
function narrower(outer: string, inner: string): string {
  return inner === '' || isTurn(outer) ? outer : inner;
}

function emitLiteral(emitter: Emitter, scope: Scope, literal: Literal, way: Way): void {
  const outside = outsideOf(literal.errno);
  const errno =
    outside === undefined ? emitter.aliases.get(literal.errno) : anyErrnoIn(pathOf(emitter, scope.owner), outside);
  // A literal behind a rewrite has no node of its own that it could be a site of.
  if (errno === undefined || isTurn(way.filter)) return;
  const positive = literal.sign === 1 && !way.negated;
  const node = positive ? positiveNode(emitter, scope.owner, way.node) : way.node;
  const root = outermost(scope);
  const site = {
    function: scope.owner,
    errno,
    line: root ? root.line : literal.line,
    kind: literal.kind,
    guard: root ? '' : (literal.guard?.text ?? ''),
    guardLine: root ? 0 : (literal.guard?.line ?? 0),
    guards: root ? NO_GUARDS : guardsOf(literal),
    config: root ? '' : (literal.config ?? ''),
    reason: root ? '' : reasonOf(scope.facts, literal),
    reasons: root ? [] : guardReasons(emitter.reasons, scope.facts, scope.file, literal.guard),
    macro: root ? root.macro : '',
    traits: root ? 0 : literal.traits,
    commands: root ? way.commands : constantSet(emitter.graph.commands, literal.under ?? []),
  };
  addSite(emitter.graph, node, site);
  if (!root) noteSite(emitter.tunables, site, scope, literal);
  for (const [term, from] of literal.turns ?? [])
    emitTerm(emitter, scope, term, {
      ...way,
      node,
      filter: from === `=${literal.errno}` ? from : `${from}>${literal.errno}`,
    });
  if (!root && outside === undefined) emitTested(emitter, scope, literal, way.node);
}

/** `if (check(x)) return -EINVAL;`: where the check returns that errno itself, it is the deeper origin. */
function emitTested(emitter: Emitter, scope: Scope, literal: Literal, node: number): void {
  const { guard } = literal;
  // A test that did not leave says that what it tests has given no errno.
  if (guard?.kind === 'left' || guard?.kind === 'exit') return;
  for (const index of guard?.calls ?? []) {
    const call = scope.facts.calls[index];
    // What it gave is known to be another errno.
    if (literal.turns?.some(([term]) => term[0] === 'C' && term[1] === index)) continue;
    if (!call || !/^\w+$/.test(call[0])) continue;
    const filter = filterId(emitter, `=${literal.errno}`);
    const commands = constantSet(emitter.graph.commands, scope.facts.under?.find(([at]) => at === index)?.[1] ?? []);
    for (const target of resolveName(emitter.symbols, call[0], scope.file)) {
      addEdge(emitter.graph, node, target, 'test', call[1], '', filter, commands);
    }
  }
}

/** A comparison: what it compares is told; what a test for zero tests mostly came from a call, and reasons tell that. */
const COMPARES = /[^-<>][<>][^<>]|[=!]=/;
const CALL = /^[a-z_]\w*\(/;
const MAX_VALUES = 2;

function guardsOf({ guard, others = [] }: Literal): SiteGuards {
  if (!guard) return NO_GUARDS;
  return {
    kind: guard.kind ?? 'if',
    around: guard.around ?? [],
    others: others.map(({ kind = 'if', text, line }) => [kind, text, line]),
    values: COMPARES.test(guard.text)
      ? (guard.from ?? []).filter(([, value]) => !CALL.test(value)).slice(0, MAX_VALUES)
      : [],
  };
}

function pathOf({ symbols }: Emitter, fn: number): string {
  return symbols.paths[symbols.rows[fn]?.file ?? -1] ?? '';
}

function reasonOf(facts: FunctionFacts, literal: Literal): string {
  const names = (literal.guard?.calls ?? [])
    .map((index) => facts.calls[index]?.[0] ?? '')
    .filter((name) => /^\w+$/.test(name) && /[a-z]/.test(name));
  return [...new Set(names)].slice(0, 4).join(',');
}

/** What a function returns with the wrong sign, for callers that turn it. */
function positiveNode(emitter: Emitter, owner: number, node: number): number {
  return node === owner ? slotNode(emitter.graph, 'positive', String(owner), owner, '') : node;
}

/** `=A,B>C`: of what comes along only A and B, and each as C. */
function isTurn(filter: string): boolean {
  return filter.includes('>');
}

function filterId(emitter: Emitter, filter: string): number {
  if (filter === '') return 0;
  const known = emitter.graph.filterIds.get(filter);
  if (known !== undefined) return known;
  const [names = '', into] = filter.slice(1).split('>');
  const to = into === undefined ? undefined : emitter.aliases.get(into);
  const errnos = [...new Set(names.split(',').flatMap((name) => emitter.aliases.get(name) ?? []))]
    .filter((id) => id !== to)
    .sort((a, b) => a - b);
  const id = emitter.graph.filters.length;
  const mode = filter.startsWith('=') ? 'only' : 'except';
  emitter.graph.filters.push(to === undefined ? { mode, errnos } : { mode: 'turn', errnos, to });
  emitter.graph.filterIds.set(filter, id);
  return id;
}

function emitCall(emitter: Emitter, scope: Scope, call: CallFacts, slot: number, way: Way): void {
  const [callee] = call;
  const line = outermost(scope)?.line ?? call[1];
  const via: Via = scope.caller ? 'macro' : 'call';
  if (callee.startsWith('#')) {
    for (const given of givenTerms(scope, Number(callee.slice(1)))) {
      if (given.term[0] === 'I')
        emitNamed(emitter, scope, substitute(given.scope, given.term[1]), call, slot, way, line, via);
      else if (given.term[0] === 'L') emitOps(emitter, scope, substitute(given.scope, given.term[1]), line, way);
    }
    return;
  }
  if (callee.startsWith('.')) {
    emitOps(emitter, scope, substitute(scope, callee.slice(1)), line, way);
    return;
  }
  if (callee !== '?') emitNamed(emitter, scope, substitute(scope, callee), call, slot, way, line, via);
}

function emitNamed(
  emitter: Emitter,
  scope: Scope,
  name: string,
  call: CallFacts,
  slot: number,
  way: Way,
  line: number,
  via: Via,
): void {
  const hook = HOOK_CALLS.get(name);
  if (hook !== undefined) {
    const field = substitute(scope, argumentName(call, hook));
    if (field) emitOps(emitter, scope, `S:security_list_options.${field}`, line, way);
    return;
  }
  const targets = resolveName(emitter.symbols, name, scope.file);
  const macro = resolveMacro(emitter.macros, name, scope.file);
  if (macro && (targets.length === 0 || macro.file === scope.file) && !definedIn(emitter, targets, scope.file)) {
    emitMacro(emitter, scope, macro, call, slot, way);
    return;
  }
  for (const target of targets) {
    const filter = filterId(emitter, way.filter);
    const graph = emitter.graph;
    if (slot > 0) {
      const out = outNode(emitter, target, slot - 1);
      addEdge(graph, way.node, out, 'out', line, '', filter, way.commands);
      continue;
    }
    const node = way.negated ? slotNode(graph, 'positive', String(target), target, '') : target;
    addEdge(graph, way.node, node, via, line, '', filter, way.commands);
    const [, , ...args] = call;
    for (const [position, terms] of args) {
      const parameter = slotOf(target, position);
      if (emitter.summary.returned.has(parameter)) for (const term of terms) emitTerm(emitter, scope, term, way);
      for (const turn of isTurn(way.filter) ? [] : (emitter.summary.turned.get(parameter) ?? []))
        for (const term of terms) if (term[0] !== 'I') emitTerm(emitter, scope, term, { ...way, filter: turn });
      for (const key of emitter.summary.calledFields.get(parameter) ?? []) {
        for (const term of terms) if (term[0] === 'I') emitGiven(emitter, scope, term[1], key, name, line, way);
      }
      if (!emitter.summary.called.has(parameter)) continue;
      for (const term of terms) {
        if (term[0] === 'L') emitOps(emitter, scope, substitute(scope, term[1]), line, way);
        if (term[0] !== 'I') continue;
        for (const fn of resolveName(emitter.symbols, term[1], scope.file))
          addEdge(graph, way.node, fn, 'callback', line, name, filter, way.commands);
      }
    }
  }
}

/** The callee calls field `key` of the table it is given: here it is known which function that is. */
function emitGiven(
  emitter: Emitter,
  scope: Scope,
  table: string,
  key: string,
  callee: string,
  line: number,
  way: Way,
): void {
  const { given, symbols, types, graph } = emitter;
  const { line: start, endLine } = symbols.rows[scope.owner] as FunctionRow;
  const place = { file: scope.file, line: start, endLine };
  for (const fn of functionsIn(given, symbols, types, table, place, key))
    addEdge(graph, way.node, fn, 'callback', line, callee, filterId(emitter, way.filter), way.commands);
}

function definedIn(emitter: Emitter, targets: readonly number[], file: number): boolean {
  return targets.some((id) => (emitter.symbols.rows[id] as FunctionRow).file === file);
}

function emitMacro(emitter: Emitter, scope: Scope, macro: MacroRow, call: CallFacts, slot: number, way: Way): void {
  const inner = macroScope(scope, macro, call);
  if (!inner) return;
  const terms = slot === 0 ? macro.facts.result : (macro.facts.outs.find(([index]) => index === slot - 1)?.[1] ?? []);
  for (const term of terms) emitTerm(emitter, inner, term, way);
}

function emitOps(emitter: Emitter, scope: Scope, path: string, line: number, way: Way): void {
  const graph = emitter.graph;
  const filter = filterId(emitter, way.filter);
  if (/^G:\w+$/.test(path)) {
    addEdge(graph, way.node, arrayNode(graph, scope.file, path.slice(2)), 'ops', line, '', filter, way.commands);
    return;
  }
  const key = resolvePath(emitter.types, path, scope.file);
  if (key) {
    addEdge(graph, way.node, opsNode(graph, key), 'ops', line, '', filter, way.commands);
    return;
  }
  // The struct is unknown: where few structs have functions under that name, it is one of those.
  const field = path.slice(path.lastIndexOf('.') + 1);
  const tags = emitter.types.functionFields.get(field);
  if (!tags || tags.size > 2) return;
  for (const tag of tags)
    addEdge(graph, way.node, opsNode(graph, `${tag}.${field}`), 'ops', line, '', filter, way.commands);
}

function emitLoad(emitter: Emitter, scope: Scope, path: string, line: number, way: Way): void {
  const { graph, tables } = emitter;
  const entries = entriesOfVariable(tables, path, scope.file);
  // What stands behind a rewrite has no node of its own.
  const sites = !isTurn(way.filter);
  if (entries) {
    if (sites) for (const entry of entries) addSite(graph, way.node, siteOfEntry(scope.owner, entry));
    return;
  }
  const key = fieldKey(emitter, path, scope.file);
  if (!key) return;
  addEdge(graph, way.node, fieldNode(emitter, key), 'field', line, '', filterId(emitter, way.filter));
  if (!sites) return;
  for (const entry of entriesOfField(tables, key, scope.file))
    addSite(graph, way.node, siteOfEntry(scope.owner, entry));
  if (isOutsideField(emitter.types, key))
    addFieldSite(graph, way.node, scope.owner, pathOf(emitter, scope.owner), line || scope.facts.line);
}

/** Macros with a `return` of their own make the function that calls them return. */
function emitEscapes(emitter: Emitter, scope: Scope, way: Way): void {
  for (const [index, call] of scope.facts.calls.entries()) {
    const [callee] = call;
    if (!/^\w+$/.test(callee)) continue;
    const macro = resolveMacro(emitter.macros, callee, scope.file);
    if (!macro || definedIn(emitter, resolveName(emitter.symbols, callee, scope.file), scope.file)) continue;
    const inner = macroScope(scope, macro, call);
    if (!inner) continue;
    const own = { ...way, commands: commandsOf(emitter, scope, index, way) };
    for (const term of macro.facts.escapes) emitTerm(emitter, inner, term, own);
    if (scope.depth < 3) emitEscapes(emitter, inner, own);
  }
}

/** How many functions call each function by name: what inlining depends on. */
function countCallees(emitter: Emitter, facts: FunctionFacts, file: number): void {
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
