/** Writes the edges and sites of one function: where each value that it returns or stores can come from. */

import type { Via } from '../../src/domain/graph.js';
import { NO_GUARDS, type SiteGuards } from '../../src/store/site-guards.js';
import { HOOK_CALLS } from '../parse/conventions.js';
import { BESIDE_BODY, outsideOf } from '../parse/external-sources.js';
import type { CallFacts, FunctionFacts, Literal, Term } from '../parse/facts.js';
import { addChoice, constantSet } from './command-sets.js';
import { countCallees } from './count-callees.js';
import { filterId, isTurn, narrower } from './edge-filter.js';
import { emitGiven, emitLoad, emitOps } from './emit-slots.js';
import { type Emitter, fieldKey, fieldNode, outNode, pathOf, positiveNode, type Way, wayTo } from './emitter.js';
import { anyErrnoIn, besideBody, leadsOutside } from './external.js';
import { emitGiving } from './giving-functions.js';
import { addEdge, addSite, slotNode } from './graph-builder.js';
import { noteHanded } from './handed.js';
import { type MacroRow, resolveMacro } from './macro-table.js';
import { guardReasons } from './reasons.js';
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
import { slotOf } from './summaries.js';
import { type FunctionRow, resolveName } from './symbol-table.js';
import { noteSite } from './tunable-links.js';

export function emitFunction(emitter: Emitter, facts: FunctionFacts, id: number, file: number): void {
  const scope = functionScope(facts, id, file);
  const result = wayTo(id);
  for (const term of facts.result) emitTerm(emitter, scope, term, result);
  for (const [index, terms] of facts.outs) {
    const out = wayTo(outNode(emitter, id, index));
    for (const term of terms) emitTerm(emitter, scope, term, out);
  }
  for (const [path, , terms, lent] of facts.stores) {
    if (lent) {
      const gives = emitter.summary.gave.has(fieldKey(emitter, path, file) ?? '');
      if (gives) for (const term of terms) emitTerm(emitter, scope, term, result);
      continue;
    }
    if (path === BESIDE_BODY) {
      const beside = wayTo(besideBody(emitter.graph, id, facts.name));
      for (const term of terms) emitTerm(emitter, scope, term, beside);
      continue;
    }
    if (!terms.some((term) => carries(emitter, term, file))) continue;
    const key = fieldKey(emitter, path, file);
    if (!key) continue;
    const way = wayTo(storedNode(emitter, facts, id, key));
    for (const term of terms) if (term[0] !== 'L' || carries(emitter, term, file)) emitTerm(emitter, scope, term, way);
  }
  for (const call of facts.calls) {
    if (call.length === 2) continue;
    emitKept(emitter, scope, call);
    noteHanded(emitter.reasons.handed, emitter.summary, emitter.symbols, call, file);
  }
  emitEscapes(emitter, scope, result);
  emitGiving(emitter, facts, id, file);
  for (const choice of facts.choices ?? []) addChoice(emitter.graph.commands, choice);
  countCallees(emitter, facts, file);
}

/** What a function stores in the field `key`, on the way to whoever reads that. */
function storedNode(emitter: Emitter, { name }: FunctionFacts, id: number, key: string): number {
  const stored = slotNode(emitter.graph, 'field', `${id} ${key}`, id, key);
  addEdge(emitter.graph, fieldNode(emitter, key), stored, 'field', 0, name, 0);
  return stored;
}

/** `finish(sk, ETIMEDOUT)`: an errno that is written out for a callee that keeps it in a field. */
function emitKept(emitter: Emitter, scope: Scope, [callee, , ...args]: CallFacts): void {
  if (!/^\w+$/.test(callee)) return;
  for (const [position, terms] of args) {
    const literals = terms.filter((term) => term[0] === 'E');
    if (literals.length === 0) continue;
    const targets = resolveName(emitter.symbols, callee, scope.file);
    const keys = new Set(targets.flatMap((target) => [...(emitter.summary.kept.get(slotOf(target, position)) ?? [])]));
    for (const key of keys) {
      const way = wayTo(storedNode(emitter, scope.facts, scope.owner, key));
      for (const term of literals) emitTerm(emitter, scope, term, way);
    }
  }
}

/** Whether a value that is stored in a field can be an errno by what it is: of other fields only those from outside are followed. */
function carries(emitter: Emitter, term: Term, file: number): boolean {
  if (term[0] === 'L') return leadsOutside(emitter.types, term[1], file);
  return term[0] === 'E' || term[0] === 'C';
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
    reasons: root ? [] : guardReasons(emitter.reasons, scope, literal.guard),
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
    around: guard.around ?? NO_GUARDS.around,
    others: others.length ? others.map(({ kind = 'if', text, line }) => [kind, text, line]) : NO_GUARDS.others,
    values: COMPARES.test(guard.text)
      ? (guard.from ?? []).filter(([, value]) => !CALL.test(value)).slice(0, MAX_VALUES)
      : NO_GUARDS.values,
  };
}

function reasonOf(facts: FunctionFacts, literal: Literal): string {
  const names = (literal.guard?.calls ?? [])
    .map((index) => facts.calls[index]?.[0] ?? '')
    .filter((name) => /^\w+$/.test(name) && /[a-z]/.test(name));
  return [...new Set(names)].slice(0, 4).join(',');
}

function emitCall(emitter: Emitter, scope: Scope, call: CallFacts, slot: number, way: Way): void {
  const [callee] = call;
  const line = outermost(scope)?.line ?? call[1];
  const via: Via = scope.caller ? 'macro' : 'call';
  if (callee.startsWith('#')) {
    for (const given of givenTerms(scope, Number(callee.slice(1)))) {
      if (given.term[0] === 'I')
        emitNamed(emitter, scope, substitute(given.scope, given.term[1]), call, slot, way, line, via);
      else if (given.term[0] === 'L') emitOps(emitter, scope, substitute(given.scope, given.term[1]), line, way, slot);
    }
    return;
  }
  if (callee.startsWith('.')) {
    emitOps(emitter, scope, substitute(scope, callee.slice(1)), line, way, slot);
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

function definedIn(emitter: Emitter, targets: readonly number[], file: number): boolean {
  return targets.some((id) => (emitter.symbols.rows[id] as FunctionRow).file === file);
}

function emitMacro(emitter: Emitter, scope: Scope, macro: MacroRow, call: CallFacts, slot: number, way: Way): void {
  const inner = macroScope(scope, macro, call);
  if (!inner) return;
  const terms = slot === 0 ? macro.facts.result : (macro.facts.outs.find(([index]) => index === slot - 1)?.[1] ?? []);
  for (const term of terms) emitTerm(emitter, inner, term, way);
}

/** Macros with a `return` of their own make the function that calls them return. */
function emitEscapes(emitter: Emitter, scope: Scope, way: Way): void {
  const { calls } = scope.facts;
  for (let index = 0; index < calls.length; index++) {
    const call = calls[index] as CallFacts;
    const [callee] = call;
    if (!emitter.escaping.has(callee)) continue;
    const macro = resolveMacro(emitter.macros, callee, scope.file);
    if (!macro || definedIn(emitter, resolveName(emitter.symbols, callee, scope.file), scope.file)) continue;
    const inner = macroScope(scope, macro, call);
    if (!inner) continue;
    const own = { ...way, commands: commandsOf(emitter, scope, index, way) };
    for (const term of macro.facts.escapes) emitTerm(emitter, inner, term, own);
    if (scope.depth < 3) emitEscapes(emitter, inner, own);
  }
}
