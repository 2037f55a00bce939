/** Splits a state at a condition: what holds where it is true, what where it is false. */

import { ERROR_POINTER_TESTS, TRUTH_WRAPPERS } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import { comparison, constantOf } from './comparison.js';
import type { FlowContext } from './context.js';
import { ANYTHING, type Fact, narrow } from './narrow.js';
import { children, text } from './nodes.js';
import { copyState, emptyState, joinInto, type State } from './state.js';
import { variableOf } from './variable.js';

/** Makes the record of the condition (or of its negation) on first use. */
type ConditionOf = (negated: boolean) => number;

/** `[true state, false state, condition record]`; side effects of the condition are in both. */
export function branch(context: FlowContext, node: number, state: State): [State, State, ConditionOf] {
  const calls: number[] = [];
  const firstCall = context.calls.length;
  const [whenTrue, whenFalse] = split(context, node, copyState(state), calls);
  for (let i = firstCall; i < context.calls.length; i++) if (!calls.includes(i)) calls.push(i);
  const conditionOf = (negated: boolean): number => {
    const key = `${context.tree.start[node]} ${negated}`;
    const known = context.conditionAt.get(key);
    if (known !== undefined) return known;
    const index = context.conditions.length;
    context.conditions.push({
      start: context.tree.start[node] as number,
      end: context.tree.end[node] as number,
      negated,
      calls,
    });
    context.conditionAt.set(key, index);
    return index;
  };
  return [whenTrue, whenFalse, conditionOf];
}

function split(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const kind = context.tree.kind[node];
  if (kind === Kind.parenthesized) {
    const list = children(context, node);
    const inner = list.at(-1);
    if (inner !== undefined && context.tree.kind[inner] !== Kind.compound) {
      for (const child of list.slice(0, -1)) context.evaluate(child, state);
      return split(context, inner, state, calls);
    }
  }
  if (kind === Kind.comma) {
    const list = children(context, node);
    for (const child of list.slice(0, -1)) context.evaluate(child, state);
    return split(context, list.at(-1) as number, state, calls);
  }
  if (kind === Kind.unary) {
    const list = children(context, node);
    if (list.length > 1 && text(context, list[0] as number) === '!') {
      const [t, f] = split(context, list[1] as number, state, calls);
      return [f, t];
    }
  }
  if (kind === Kind.binary) return splitBinary(context, node, state, calls);
  if (kind === Kind.call) return splitCall(context, node, state, calls);
  return splitTruth(context, node, state, calls);
}

function splitBinary(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const [left, operatorNode, right] = children(context, node);
  if (left === undefined || operatorNode === undefined || right === undefined)
    return splitTruth(context, node, state, calls);
  const operator = text(context, operatorNode);
  if (operator === '&&' || operator === '||') {
    const [leftTrue, leftFalse] = split(context, left, state, calls);
    const and = operator === '&&';
    const [rightTrue, rightFalse] = split(context, right, copyState(and ? leftTrue : leftFalse), calls);
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
    if (facts) return refine(context, left, state, calls, facts[0], facts[1]);
  }
  const reversed = constantOf(context, left);
  if (reversed !== undefined && constant === undefined) {
    const mirrored: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
    const facts = comparison(mirrored[operator] ?? operator, reversed);
    if (facts) return refine(context, right, state, calls, facts[0], facts[1]);
  }
  context.evaluate(left, state);
  context.evaluate(right, state);
  return [state, copyState(state)];
}

function splitCall(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const [callee, args] = children(context, node);
  const name = callee !== undefined && context.tree.kind[callee] === Kind.identifier ? text(context, callee) : '';
  const first = args === undefined ? 0 : (context.tree.first[args] as number);
  if (first && TRUTH_WRAPPERS.has(name)) return split(context, first, state, calls);
  const test = ERROR_POINTER_TESTS.get(name);
  if (first && test) {
    return refine(context, first, state, calls, ANYTHING, { is: 'not negative' });
  }
  return splitTruth(context, node, state, calls);
}

function splitTruth(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  return refine(context, node, state, calls, { is: 'nonzero' }, { is: 'zero' });
}

function refine(
  context: FlowContext,
  node: number,
  state: State,
  calls: number[],
  ifTrue: Fact,
  ifFalse: Fact,
): [State, State] {
  const terms = context.evaluate(node, state);
  for (const term of terms) if (term[0] === 'C' && !calls.includes(term[1])) calls.push(term[1]);
  const key = variableOf(context, node);
  const whenFalse = copyState(state);
  if (key !== undefined) {
    narrow(context, state, key, ifTrue);
    narrow(context, whenFalse, key, ifFalse);
  }
  return [state, whenFalse];
}
