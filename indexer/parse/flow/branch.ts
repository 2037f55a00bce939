/** Splits a state at a condition: what holds where it is true, what where it is false. */

import { Sense } from '../../../src/store/reason-columns.js';
import { ERROR_POINTER_TESTS, TRUTH_WRAPPERS } from '../conventions.js';
import type { Turn } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import { comparison, constantOf } from './comparison.js';
import type { FlowContext, Senses } from './context.js';
import { addMentioned } from './mentioned.js';
import { type Fact, narrow } from './narrow.js';
import { children, text } from './nodes.js';
import { copyState, emptyState, joinInto, type State } from './state.js';
import { addTurns, equalTo } from './turns.js';
import { variableOf } from './variable.js';

/** What a condition tests: results of calls, and variables that may hold these literals. */
interface Tested {
  readonly calls: number[];
  readonly literals: Set<number>;
  /** What is equalled to an errno, where the condition is true and where it is false. */
  readonly equal: readonly [Turn[], Turn[]];
  /** What of each call's result is asked for, likewise. */
  readonly senses: Senses;
  /** Calls that what is tested was computed from: `verdict & MASK`. */
  readonly also: number[];
}

/** What a test asks of the result that it tests. */
const SENSES: Readonly<Partial<Record<Fact['is'], number>>> = {
  zero: Sense.zero,
  nonzero: Sense.nonzero,
  negative: Sense.negative,
};

/** Makes the record of the condition (or of its negation) on first use. */
type ConditionOf = (negated: boolean) => number;

/** `[true state, false state, condition record]`; side effects of the condition are in both. */
export function branch(context: FlowContext, node: number, state: State): [State, State, ConditionOf] {
  const tested: Tested = { calls: [], literals: new Set(), equal: [[], []], senses: [new Map(), new Map()], also: [] };
  const firstCall = context.calls.length;
  const [whenTrue, whenFalse] = split(context, node, copyState(state), tested);
  for (let i = firstCall; i < context.calls.length; i++) if (!tested.calls.includes(i)) tested.calls.push(i);
  const conditionOf = (negated: boolean): number => {
    const key = `${context.tree.start[node]} ${negated}`;
    const known = context.conditionAt.get(key);
    if (known !== undefined) {
      // What came around a loop is tested, too.
      context.conditions[known]?.equal.forEach((turns, way) => {
        addTurns(turns, tested.equal[way] ?? []);
      });
      return known;
    }
    const index = context.conditions.length;
    context.conditions.push({
      node,
      start: context.tree.start[node] as number,
      end: context.tree.end[node] as number,
      negated,
      ...tested,
    });
    context.conditionAt.set(key, index);
    return index;
  };
  return [whenTrue, whenFalse, conditionOf];
}

function split(context: FlowContext, node: number, state: State, tested: Tested): [State, State] {
  const kind = context.tree.kind[node];
  if (kind === Kind.parenthesized) {
    const list = children(context, node);
    const inner = list.at(-1);
    if (inner !== undefined && context.tree.kind[inner] !== Kind.compound) {
      for (const child of list.slice(0, -1)) context.evaluate(child, state);
      return split(context, inner, state, tested);
    }
  }
  if (kind === Kind.comma) {
    const list = children(context, node);
    for (const child of list.slice(0, -1)) context.evaluate(child, state);
    return split(context, list.at(-1) as number, state, tested);
  }
  if (kind === Kind.unary) {
    const list = children(context, node);
    if (list.length > 1 && text(context, list[0] as number) === '!') {
      const turned: Tested = {
        ...tested,
        equal: [tested.equal[1], tested.equal[0]],
        senses: [tested.senses[1], tested.senses[0]],
      };
      const [t, f] = split(context, list[1] as number, state, turned);
      return [f, t];
    }
  }
  if (kind === Kind.binary) return splitBinary(context, node, state, tested);
  if (kind === Kind.call) return splitCall(context, node, state, tested);
  return splitTruth(context, node, state, tested);
}

function splitBinary(context: FlowContext, node: number, state: State, tested: Tested): [State, State] {
  const [left, operatorNode, right] = children(context, node);
  if (left === undefined || operatorNode === undefined || right === undefined)
    return splitTruth(context, node, state, tested);
  const operator = text(context, operatorNode);
  if (operator === '&&' || operator === '||') {
    const [leftTrue, leftFalse] = split(context, left, state, tested);
    const and = operator === '&&';
    const [rightTrue, rightFalse] = split(context, right, copyState(and ? leftTrue : leftFalse), tested);
    const joined = emptyState();
    joined.dead = true;
    joinInto(joined, and ? leftFalse : leftTrue);
    joinInto(joined, and ? rightFalse : rightTrue);
    joined.dead = false;
    return and ? [rightTrue, joined] : [joined, rightFalse];
  }
  const constant = constantOf(context, right);
  if (constant !== undefined) {
    const facts = comparison(operator, constant);
    if (facts) return refine(context, left, state, tested, facts[0], facts[1]);
  }
  const reversed = constantOf(context, left);
  if (reversed !== undefined && constant === undefined) {
    const mirrored: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
    const facts = comparison(mirrored[operator] ?? operator, reversed);
    if (facts) return refine(context, right, state, tested, facts[0], facts[1]);
  }
  context.evaluate(left, state);
  context.evaluate(right, state);
  addMentioned(context, left, state, tested.also);
  addMentioned(context, right, state, tested.also);
  return [state, copyState(state)];
}

function splitCall(context: FlowContext, node: number, state: State, tested: Tested): [State, State] {
  const [callee, args] = children(context, node);
  const name = callee !== undefined && context.tree.kind[callee] === Kind.identifier ? text(context, callee) : '';
  const first = args === undefined ? 0 : (context.tree.first[args] as number);
  if (first && TRUTH_WRAPPERS.has(name)) return split(context, first, state, tested);
  const test = ERROR_POINTER_TESTS.get(name);
  if (first && test) {
    return refine(context, first, state, tested, { is: 'negative' }, { is: 'not negative' });
  }
  return splitTruth(context, node, state, tested);
}

function splitTruth(context: FlowContext, node: number, state: State, tested: Tested): [State, State] {
  return refine(context, node, state, tested, { is: 'nonzero' }, { is: 'zero' });
}

function refine(
  context: FlowContext,
  node: number,
  state: State,
  tested: Tested,
  ifTrue: Fact,
  ifFalse: Fact,
): [State, State] {
  const terms = context.evaluate(node, state);
  for (const term of terms) {
    if (term[0] === 'C') {
      if (!tested.calls.includes(term[1])) tested.calls.push(term[1]);
      tested.senses[0].set(term[1], SENSES[ifTrue.is] ?? Sense.any);
      tested.senses[1].set(term[1], SENSES[ifFalse.is] ?? Sense.any);
    } else if (term[0] === 'E') tested.literals.add(term[1]);
  }
  for (const [way, fact] of [ifTrue, ifFalse].entries())
    if (fact.is === 'errno') addTurns(tested.equal[way] ?? [], equalTo(context, terms, fact.errnos));
  if (terms.length === 0) addMentioned(context, node, state, tested.also);
  const key = variableOf(context, node);
  const whenFalse = copyState(state);
  if (key !== undefined) {
    narrow(context, state, key, ifTrue);
    narrow(context, whenFalse, key, ifFalse);
  }
  return [state, whenFalse];
}
