/** Runs statements one after another; alternatives of an `#if` stand side by side. */

import type { ConditionRange } from '../directives.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { executeLoopBody } from './loops.js';
import { children } from './nodes.js';
import { isOpenCall } from './open-call.js';
import { copyState, joinInto, NO_TERMS, type State, type Terms } from './state.js';

/** The value of the list is that of its last statement, as in `({ … })`. */
export function executeList(context: FlowContext, list: readonly number[], state: State): Terms {
  let value: Terms = NO_TERMS;
  const { alternatives } = context;
  let group = 0;
  let branchOfGroup = -1;
  let entry: State | undefined;
  let ends: State[] = [];
  const closeGroup = (): void => {
    if (!entry) return;
    // Whether an `#else` exists decides if the code before may also be followed directly; both are taken as possible.
    for (const end of ends) joinInto(state, end);
    entry = undefined;
    ends = [];
    group = 0;
  };
  for (let i = 0; i < list.length; i++) {
    const node = list[i] as number;
    const range = alternatives.length ? rangeAt(alternatives, context.tree.start[node] as number) : undefined;
    if ((range?.group ?? 0) !== group) {
      closeGroup();
      if (range) {
        group = range.group;
        branchOfGroup = range.branch;
        entry = copyState(state);
      }
    } else if (range && entry && range.branch !== branchOfGroup) {
      ends.push(copyState(state));
      state.vars.clear();
      state.dead = true;
      joinInto(state, entry);
      state.dead = entry.dead;
      branchOfGroup = range.branch;
    }
    if (list[i + 1] !== undefined && isOpenCall(context.tree, node)) {
      evaluateStatement(context, node, state);
      executeLoopBody(context, list[i + 1] as number, state);
      i++;
      continue;
    }
    const own = context.execute(node, state);
    // A lone semicolon gives no value of its own: `({ f(); })` and `({ f();; })` are the same.
    if (!isEmpty(context, node)) value = own;
  }
  closeGroup();
  return value;
}

function isEmpty(context: FlowContext, node: number): boolean {
  const kind = context.tree.kind[node];
  const first = context.tree.first[node] as number;
  return (
    kind === Kind.semicolon ||
    (kind === Kind.expressionStatement && (first === 0 || context.tree.kind[first] === Kind.semicolon))
  );
}

/** The innermost range whose alternatives stand side by side at `offset`. */
function rangeAt(alternatives: readonly ConditionRange[], offset: number): ConditionRange | undefined {
  let found: ConditionRange | undefined;
  for (const range of alternatives) {
    if (range.start > offset) break;
    if (range.end > offset) found = range;
  }
  return found;
}

function evaluateStatement(context: FlowContext, node: number, state: State): void {
  for (const child of children(context, node)) context.evaluate(child, state);
}
