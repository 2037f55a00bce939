/** Runs loops until nothing new comes around. */

import { Kind } from '../syntax/syntax-tree.js';
import { branch } from './branch.js';
import type { Breakable, FlowContext } from './context.js';
import { children, text } from './nodes.js';
import { copyState, emptyState, joinInto, replaceState, type State } from './state.js';

export function executeWhile(context: FlowContext, node: number, state: State): void {
  const [test, body] = children(context, node);
  if (test === undefined) return;
  loop(context, state, test, body, []);
}

export function executeDo(context: FlowContext, node: number, state: State): void {
  const [body, test] = children(context, node);
  if (body === undefined) return;
  const brk: Breakable = { breaks: [], continues: [] };
  context.breakables.push(brk);
  const head = copyState(state);
  let after = state;
  for (let round = 0; round < 2; round++) {
    const inside = copyState(head);
    context.execute(body, inside);
    for (const one of brk.continues ?? []) joinInto(inside, one);
    const [again, out] = test === undefined ? [inside, copyState(inside)] : branch(context, test, inside);
    after = out;
    if (isZero(context, test) || !joinInto(head, again)) break;
  }
  context.breakables.pop();
  for (const one of brk.breaks) joinInto(after, one);
  replaceState(state, after);
}

export function executeFor(context: FlowContext, node: number, state: State): void {
  const list = children(context, node);
  const body = list.at(-1);
  const head = list.slice(0, -1);
  const parts: number[][] = [[]];
  for (const child of head) {
    const kind = context.tree.kind[child];
    if (kind === Kind.declaration) {
      parts.at(-1)?.push(child);
      parts.push([]);
    } else if (kind === Kind.semicolon) parts.push([]);
    else parts.at(-1)?.push(child);
  }
  const [initial = [], test = [], update = []] = parts;
  for (const one of initial) context.execute(one, state);
  loop(context, state, test[0], body, update);
}

function loop(
  context: FlowContext,
  state: State,
  test: number | undefined,
  body: number | undefined,
  update: readonly number[],
): void {
  const endless = test === undefined || /^\(?\s*(?:1|true|;;)\s*\)?$/.test(text(context, test));
  const brk: Breakable = { breaks: [], continues: [] };
  context.breakables.push(brk);
  const head = copyState(state);
  let after = emptyState();
  after.dead = true;
  for (let round = 0; round < 2; round++) {
    let inside = copyState(head);
    let condition = -1;
    if (test !== undefined) {
      const [whenTrue, whenFalse, conditionOf] = branch(context, test, inside);
      inside = whenTrue;
      after = whenFalse;
      if (!endless) condition = conditionOf(false);
    }
    if (endless) {
      after = copyState(head);
      after.dead = true;
    }
    if (condition >= 0) context.conditionStack.push(condition);
    if (body !== undefined) context.execute(body, inside);
    if (condition >= 0) context.conditionStack.pop();
    for (const one of brk.continues ?? []) joinInto(inside, one);
    for (const one of update) context.evaluate(one, inside);
    if (!joinInto(head, inside)) break;
  }
  context.breakables.pop();
  for (const one of brk.breaks) joinInto(after, one);
  replaceState(state, after);
}

/** The body of a loop that a macro makes: its condition is not to be seen. */
export function executeLoopBody(context: FlowContext, body: number, state: State): void {
  const loop: Breakable = { breaks: [], continues: [] };
  context.breakables.push(loop);
  const before = copyState(state);
  for (let round = 0; round < 2; round++) {
    context.execute(body, state);
    for (const one of loop.continues ?? []) joinInto(state, one);
    if (!joinInto(before, state)) break;
    replaceState(state, before);
  }
  replaceState(state, before);
  for (const one of loop.breaks) joinInto(state, one);
  context.breakables.pop();
}

function isZero(context: FlowContext, test: number | undefined): boolean {
  return test !== undefined && /^\(?\s*0\s*\)?$/.test(text(context, test));
}
