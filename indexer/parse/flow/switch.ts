/** Runs `switch`: every `case` with what its constant says of the value. */

import type { Turn } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import { constantOf } from './comparison.js';
import type { Breakable, FlowContext } from './context.js';
import { executeList } from './execute-list.js';
import { addMentioned } from './mentioned.js';
import { narrow } from './narrow.js';
import { children } from './nodes.js';
import { copyState, emptyState, joinInto, replaceState, type State, type Terms } from './state.js';
import { addTurns, equalTo } from './turns.js';
import { variableOf } from './variable.js';

export function executeSwitch(context: FlowContext, node: number, state: State): void {
  const [value, body] = children(context, node);
  if (value === undefined || body === undefined) return;
  const states = switchStates(context, value, state);
  const brk: Breakable = { breaks: [], continues: null };
  context.breakables.push(brk);
  const running = copyState(state);
  running.dead = true;
  let hasDefault = false;
  let condition = -1;
  let turns: Turn[] = [];
  for (const child of children(context, body)) {
    if (context.tree.kind[child] !== Kind.case) {
      context.execute(child, running);
      continue;
    }
    const label = caseLabel(context, child);
    if (label === undefined) hasDefault = true;
    const entry = label === undefined ? states.otherwise() : states.inCase([label]);
    // `case -A: case -B:` what fell through is meant, too.
    if (running.dead) turns = [];
    turns = [...turns, ...(label === undefined ? [] : states.equal(label))];
    joinInto(running, entry);
    condition = caseCondition(context, child, label, states.also);
    addTurns(context.conditions[condition]?.equal[0] ?? [], turns);
    context.conditionStack.push(condition);
    executeCase(context, child, running);
    context.conditionStack.pop();
  }
  context.breakables.pop();
  if (!hasDefault) joinInto(running, states.otherwise());
  for (const one of brk.breaks) joinInto(running, one);
  replaceState(state, running);
}

/** The statements behind one `case …:`. */
export function executeCase(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const colon = list.findIndex((child) => context.tree.kind[child] === Kind.colon);
  return executeList(context, colon < 0 ? list : list.slice(colon + 1), state);
}

function caseLabel(context: FlowContext, node: number): number | undefined {
  const first = context.tree.first[node];
  if (!first || context.tree.kind[first] === Kind.default || context.tree.kind[first] === Kind.colon) return undefined;
  return first;
}

function caseCondition(context: FlowContext, node: number, label: number | undefined, also: readonly number[]): number {
  const key = `case ${context.tree.start[node]}`;
  const known = context.conditionAt.get(key);
  if (known !== undefined) return known;
  const index = context.conditions.length;
  const end =
    label === undefined ? (context.tree.start[node] as number) + 'default'.length : (context.tree.end[label] as number);
  context.conditions.push({
    node,
    start: context.tree.start[node] as number,
    end,
    negated: false,
    calls: [],
    literals: new Set(),
    equal: [[], []],
    senses: [new Map(), new Map()],
    also,
  });
  context.conditionAt.set(key, index);
  return index;
}

/** The states of a `switch`: what its value is in `case` constants, and what is left for `default`. */
function switchStates(
  context: FlowContext,
  value: number,
  state: State,
): {
  readonly inCase: (labels: readonly number[]) => State;
  readonly otherwise: () => State;
  readonly equal: (label: number) => Turn[];
  /** The calls that the value was made from. */
  readonly also: readonly number[];
} {
  const terms = context.evaluate(value, state);
  const key = variableOf(context, value);
  const named: string[] = [];
  const also = terms.flatMap((term) => (term[0] === 'C' && term[2] === 0 ? [term[1]] : []));
  addMentioned(context, value, state, also);
  return {
    inCase: (labels) => {
      const entry = copyState(state);
      if (key === undefined) return entry;
      const joined = emptyState();
      joined.dead = true;
      for (const label of labels) {
        const one = copyState(state);
        const constant = constantOf(context, label);
        if (constant && 'errno' in constant) {
          named.push(constant.errno);
          narrow(context, one, key, { is: 'errno', errnos: [constant.errno] });
        } else if (constant && constant.number !== 'minus one') narrow(context, one, key, { is: 'no errno' });
        joinInto(joined, one);
      }
      return joined.dead ? entry : joined;
    },
    otherwise: () => {
      const rest = copyState(state);
      if (key !== undefined && named.length) narrow(context, rest, key, { is: 'not errno', errnos: named });
      return rest;
    },
    also,
    equal: (label) => {
      const constant = constantOf(context, label);
      return constant && 'errno' in constant ? equalTo(context, terms, [constant.errno]) : [];
    },
  };
}
