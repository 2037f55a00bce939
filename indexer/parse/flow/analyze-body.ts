/** From the body of one function or macro to its facts: literals, calls, results, stores. */

import { SiteTrait } from '../../../src/store/schema.js';
import type { ConditionRange } from '../directives.js';
import type { CallFacts, Gift, Literal, Reads, Sources, StoreFacts, Term } from '../facts.js';
import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { constantTests } from './constants.js';
import type { FlowContext } from './context.js';
import { evaluate } from './evaluate.js';
import { execute } from './execute.js';
import { writtenText } from './guard-text.js';
import { type GuardWriter, guardWriter } from './guards.js';
import { children } from './nodes.js';
import { accessPath } from './paths.js';
import { record, recordOuts } from './record.js';
import { KIND_ASSIGN, KIND_INIT } from './site-kind.js';
import { traitsUnder } from './site-traits.js';
import { copyState, emptyState, type State } from './state.js';
import { isLent, storeMatters } from './stored.js';
import { turnsOf } from './turns.js';

export interface BodyInput {
  readonly tree: SyntaxTree;
  readonly name: string;
  readonly params: readonly string[];
  readonly types: readonly string[];
  readonly macro: boolean;
  /** Whether the function's result can be an errno at all (not void, not bool). */
  readonly returnsValue: boolean;
  /** Where alternatives of one `#if` stand, in offsets of the body. */
  readonly alternatives: readonly ConditionRange[];
  /** Line of an offset in the body. */
  readonly lineOf: (offset: number) => number;
  /** What is written between two offsets of the body, literals and comments included. */
  readonly written: (start: number, end: number) => string;
}

export interface BodyFacts {
  readonly literals: readonly Literal[];
  readonly calls: readonly CallFacts[];
  readonly result: readonly Term[];
  readonly escapes: readonly Term[];
  readonly outs: readonly (readonly [number, readonly Term[]])[];
  readonly stores: readonly StoreFacts[];
  readonly gives: readonly Gift[];
  readonly reads?: Reads | undefined;
  readonly puts?: Sources | undefined;
  readonly charges?: Reads | undefined;
  /** In a macro: the access path of its value, which tells its type; else ''. */
  readonly value: string;
  readonly under?: readonly (readonly [number, readonly string[]])[] | undefined;
  readonly choices?: readonly (readonly string[])[] | undefined;
}

const MAX_PASSES = 3;

export function analyzeBody(input: BodyInput): BodyFacts {
  const context = newContext(input);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    context.again = false;
    context.labelsDone.clear();
    context.labelCondition = -1;
    const state = entryState(input, context);
    const value = execute(context, input.tree.root, state);
    if (input.macro) {
      record(context, context.result, value);
      const node = valueNode(context);
      if (node !== undefined && !value.some((term) => term[0] === 'E')) context.returned.add(node);
    }
    if (!state.dead) recordOuts(context, state, input.tree.end[input.tree.root] as number);
    if (!context.again) break;
  }
  return assemble(context, input);
}

function newContext(input: BodyInput): FlowContext {
  const params = new Map(input.params.map((name, i) => [name, i] as const));
  const types = new Map<string, string>();
  if (!input.macro) {
    input.params.forEach((name, i) => {
      types.set(name, input.types[i] ?? '');
    });
  }
  const context: FlowContext = {
    tree: input.tree,
    name: input.name,
    params,
    types,
    tables: new Set(),
    macro: input.macro,
    literals: [],
    calls: [],
    conditions: [],
    conditionStack: [],
    stores: new Map(),
    gifts: new Map(),
    returned: new Set(),
    put: new Set(),
    result: new Set(),
    escapes: new Set(),
    outs: new Map(),
    labels: new Map(),
    labelNames: labelNames(input.tree),
    labelsDone: new Set(),
    jumpConditions: new Map(),
    jumpStacks: new Map(),
    labelCondition: -1,
    breakables: [],
    terms: new Map(),
    literalAt: new Map(),
    callAt: new Map(),
    conditionAt: new Map(),
    literalKind: 0,
    again: false,
    alternatives: input.alternatives,
    evaluate: (node, state) => evaluate(context, node, state),
    execute: (node, state) => execute(context, node, state),
  };
  return context;
}

function labelNames(tree: SyntaxTree): ReadonlySet<string> {
  const names = new Set<string>();
  if (!tree.text.includes(':')) return names;
  for (const match of tree.text.matchAll(/(?:^|[;{}])\s*(\w+)\s*:(?!:)/g)) if (match[1]) names.add(match[1]);
  return names;
}

function entryState(input: BodyInput, context: FlowContext): State {
  const state = emptyState();
  input.params.forEach((name, i) => {
    const term: Term = ['P', i];
    const key = term.join(' ');
    const known = context.terms.get(key) ?? term;
    context.terms.set(key, known);
    state.vars.set(name, [known]);
  });
  return copyState(state);
}

/** Renumbers what matters and turns offsets to lines. */
function assemble(context: FlowContext, input: BodyInput): BodyFacts {
  const literals: Literal[] = [];
  const literalIndex = new Map<number, number>();
  const callIndex = new Map<number, number>();
  const calls: (readonly [string, number, ...(readonly [number, readonly Term[]])[]])[] = [];
  const ordered = context.calls
    .map((_, i) => i)
    .sort((a, b) => (context.calls[a]?.offset ?? 0) - (context.calls[b]?.offset ?? 0) || a - b);
  for (const old of ordered) callIndex.set(old, callIndex.size);

  const guards = guardWriter(context, { lineOf: input.lineOf, textAt: writtenText(input.written) }, callIndex);
  const flowing = flowingCalls(context, input);
  const constants = input.macro ? undefined : constantTests(input.tree, input.written);
  const rename = (term: Term): Term => {
    if (term[0] === 'E') return ['E', literalOf(term[1])];
    if (term[0] === 'C') return ['C', callIndex.get(term[1]) ?? -1, term[2], term[3], term[4]];
    if (term[0] === 'L') return ['L', term[1], term[2] === 0 ? 0 : input.lineOf(term[2])];
    return term;
  };
  const literalOf = (old: number): number => {
    const known = literalIndex.get(old);
    if (known !== undefined) return known;
    const draft = context.literals[old];
    const index = literals.length;
    literalIndex.set(old, index);
    if (draft) {
      const turns = turnsOf(context, old).map(([term, from]) => [rename(term), from] as const);
      const under = constants?.at(draft.offset) ?? [];
      const { guard, others, near } = guards.ofLiteral(old);
      literals.push({
        errno: draft.errno,
        sign: draft.sign,
        line: input.lineOf(draft.offset),
        kind: draft.kind,
        config: configOf(input, draft.offset),
        guard,
        others,
        near,
        turns: turns.length ? turns : undefined,
        traits:
          (draft.traits ?? traitsUnder(context, draft.around)) | (SET_FIRST.has(draft.kind) ? SiteTrait.assigned : 0),
        under: under.length ? under : undefined,
      });
    }
    return index;
  };
  const renameAll = (terms: Iterable<Term>): Term[] => [...terms].map(rename);

  const result = input.returnsValue ? renameAll(context.result) : [];
  const escapes = renameAll(context.escapes);
  const outs = [...context.outs].map(([index, terms]) => [index, renameAll(terms)] as const);
  const stores: StoreFacts[] = [];
  for (const one of context.stores.values()) {
    const line = input.lineOf(one.offset);
    const terms = one.terms.filter((term) => storeMatters(context, one.path, term));
    if (terms.length) stores.push([one.path, line, renameAll(terms)]);
    const lent = isLent(context, one) ? one.terms.filter((term) => term[0] === 'C' && !terms.includes(term)) : [];
    if (lent.length) stores.push([one.path, line, renameAll(lent), 1]);
  }
  const under: (readonly [number, readonly string[]])[] = [];
  for (const old of ordered) {
    const draft = context.calls[old];
    if (!draft) continue;
    const names = constants?.at(draft.offset) ?? [];
    if (names.length) under.push([calls.length, names]);
    const args = [...draft.args]
      .map(
        ([i, terms]) =>
          [i, terms.filter((term) => argumentMatters(input, term, flowing.has(old), draft.callee))] as const,
      )
      .filter(([, terms]) => terms.length > 0)
      .sort((a, b) => a[0] - b[0])
      .map(([i, terms]) => [i, renameAll(terms)] as const);
    calls.push([draft.callee, input.lineOf(draft.offset), ...args]);
  }
  const value = input.macro ? valuePath(context) : '';
  const reads = guards.reads([...context.returned, ...guards.deciding(context.returned)]);
  const puts = context.put.size ? guards.sources(context.put) : undefined;
  const charges = input.macro || !literals.some(({ errno }) => LACKS.test(errno)) ? [] : chargesOf(context, guards);
  const choices = constants?.choices ?? [];
  return {
    literals,
    calls,
    result,
    escapes,
    outs,
    stores,
    gives: giftsOf(context, input, guards, callIndex),
    reads: reads.length ? reads : undefined,
    puts,
    charges: charges.length ? charges : undefined,
    value,
    under: under.length ? under : undefined,
    choices: choices.length ? choices : undefined,
  };
}

/** Kinds of literals that a local holds until it is returned. */
const SET_FIRST: ReadonlySet<number> = new Set([KIND_ASSIGN, KIND_INIT]);

/** Errnos that say of something that there is no more of it. */
const LACKS = /^(?:ENOMEM|ENOSPC|EAGAIN|EDQUOT)$/;
/** `try_charge(&group->memory, pages)` */
const GIVES_ADDRESS = /\w\s*\(\s*&\s*\w+\s*(?:->|\.)/;

function chargesOf({ tree, conditions }: FlowContext, guards: GuardWriter): Reads {
  const tests = conditions.filter(({ start, end }) => GIVES_ADDRESS.test(tree.text.slice(start, end)));
  return guards.reads(tests.map(({ node }) => node)).filter((read) => read.startsWith('S:'));
}

/** The ways in which a function says no without an errno; more of them say less. */
const MAX_GIFTS = 12;

function giftsOf(
  context: FlowContext,
  input: BodyInput,
  guards: GuardWriter,
  callIndex: ReadonlyMap<number, number>,
): Gift[] {
  return [...context.gifts.values()].slice(0, MAX_GIFTS).map(({ gave, offset, condition, calls }): Gift => {
    const given = [...calls].map(([call, [yes, no]]) => [callIndex.get(call) ?? -1, yes, no] as const);
    return {
      gave,
      line: input.lineOf(offset),
      ...guards.ofGift({ gave, condition, offset }),
      calls: given.length ? given : undefined,
    };
  });
}

/** The path of the last expression of a macro's body. */
function valuePath(context: FlowContext): string {
  const node = valueNode(context);
  const path = node === undefined ? '' : accessPath(context, node, emptyState());
  return path.startsWith('?') ? '' : path;
}

/** The last expression of a macro's body. */
function valueNode(context: FlowContext): number | undefined {
  let node = context.tree.root;
  for (;;) {
    const last = children(context, node).findLast((child) => context.tree.kind[child] !== Kind.semicolon);
    if (last === undefined) return undefined;
    const kind = context.tree.kind[last];
    if (kind !== Kind.compound && kind !== Kind.expressionStatement && kind !== Kind.parenthesized) return last;
    node = last;
  }
}

/** Calls whose result can reach the function's result, an out-parameter or a field. */
function flowingCalls(context: FlowContext, input: BodyInput): ReadonlySet<number> {
  const flowing = new Set<number>();
  const waiting: Term[] = [...(input.returnsValue ? context.result : []), ...context.escapes];
  for (const terms of context.outs.values()) waiting.push(...terms);
  for (const one of context.stores.values())
    waiting.push(...one.terms.filter((term) => storeMatters(context, one.path, term) || isLent(context, one)));
  for (let term = waiting.pop(); term; term = waiting.pop()) {
    if (term[0] === 'E') waiting.push(...turnsOf(context, term[1]).map(([turned]) => turned));
    if (term[0] !== 'C' || flowing.has(term[1])) continue;
    flowing.add(term[1]);
    for (const terms of context.calls[term[1]]?.args.values() ?? []) waiting.push(...terms);
  }
  return flowing;
}

/** An argument matters when it names a function, or when the callee may hand it back. */
function argumentMatters(input: BodyInput, term: Term, flowing: boolean, callee: string): boolean {
  switch (term[0]) {
    case 'I':
      return /[a-z]/.test(term[1]);
    case 'P':
      return flowing || input.macro || /^(?:F|T:)/.test(input.types[term[1]] ?? '');
    case 'E':
      return true;
    case 'C':
      return flowing;
    case 'L':
      // Macros such as INDIRECT_CALL_1 call what they are given, and so may functions that get what stands in a field.
      return input.macro || /^[A-Z][A-Z0-9_]+$/.test(callee) || (term[1].includes('.') && /^\w+$/.test(callee));
  }
}

function configOf(input: BodyInput, offset: number): string | undefined {
  const conditions = input.alternatives
    .filter((range) => range.start <= offset && offset < range.end)
    .flatMap((range) => range.condition ?? []);
  return conditions.length ? conditions.join(' && ') : undefined;
}
