/** Runs what leaves the order of statements: `return`, `goto`, `break`, `continue`. */

import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { executeList } from './execute-list.js';
import { noteGift } from './gifts.js';
import { children, text } from './nodes.js';
import { currentCondition, noteLeaving, record, recordOuts } from './record.js';
import { evaluateAs, KIND_RETURN } from './site-kind.js';
import { copyState, joinInto, NO_TERMS, type State, type Terms } from './state.js';
import { noteJump, noteWays } from './ways-out.js';

export function executeReturn(context: FlowContext, node: number, state: State): void {
  const value = children(context, node).find((child) => context.tree.kind[child] !== Kind.semicolon);
  if (value !== undefined) {
    const terms = evaluateAs(context, KIND_RETURN, value, state);
    noteGift(context, value, terms, state);
    if (!terms.some((term) => term[0] === 'E')) context.returned.add(value);
    record(context, context.macro ? context.escapes : context.result, terms);
    noteWays(context, terms, context.tree.start[node] as number, context.tree.end[node] as number, state);
  }
  recordOuts(context, state, context.tree.start[node] as number);
  state.dead = true;
}

export function executeGoto(context: FlowContext, node: number, state: State): void {
  const label = children(context, node).find((child) => context.tree.kind[child] === Kind.identifier);
  if (label === undefined) return;
  const name = text(context, label);
  for (const terms of state.vars.values()) noteLeaving(context, terms);
  noteJump(context, context.tree.start[node] as number, state);
  const condition = currentCondition(context);
  if (condition >= 0 && !context.jumpConditions.has(name)) context.jumpConditions.set(name, condition);
  const at = context.labels.get(name);
  if (at) {
    if (joinInto(at, state) && context.labelsDone.has(name)) context.again = true;
  } else {
    context.labels.set(name, copyState(state));
    if (context.labelsDone.has(name)) context.again = true;
  }
  state.dead = true;
}

export function executeLabeled(context: FlowContext, node: number, state: State): Terms {
  const [label, ...rest] = children(context, node);
  if (label === undefined) return NO_TERMS;
  const name = text(context, label);
  context.labelsDone.add(name);
  // `return 0; full: return -ENOSPC;`: what the jump was made for is why the code behind the label runs.
  context.labelCondition = state.dead ? (context.jumpConditions.get(name) ?? -1) : -1;
  const waiting = context.labels.get(name);
  if (waiting) {
    settleJumped(context, waiting, state);
    joinInto(state, waiting);
  }
  return executeList(
    context,
    rest.filter((child) => context.tree.kind[child] !== Kind.colon),
    state,
  );
}

/** Literals that only jumps bring to a label, not the statements before it. */
function settleJumped(context: FlowContext, jumped: State, before: State): void {
  for (const [name, terms] of jumped.vars) {
    const running = before.dead ? NO_TERMS : (before.vars.get(name) ?? NO_TERMS);
    for (const term of terms) {
      const literal = term[0] === 'E' && !running.includes(term) ? context.literals[term[1]] : undefined;
      if (literal) literal.settled = true;
    }
  }
}

/** `break` and `continue`: the state goes on at `into`; what goes round a loop again has not left by that. */
export function leave(context: FlowContext, node: number, into: State[] | undefined, state: State): void {
  if (!into) return;
  if (context.tree.kind[node] === Kind.break) noteJump(context, context.tree.start[node] as number, state);
  into.push(copyState(state));
  state.dead = true;
}
