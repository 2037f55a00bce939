/** Which calls a computed value was made from. */

import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { children, text } from './nodes.js';
import type { State } from './state.js';

/** Adds the calls whose results stand in variables that an expression names. */
export function addMentioned(context: FlowContext, node: number, state: State, into: number[]): void {
  if (context.tree.kind[node] === Kind.identifier) {
    for (const term of state.vars.get(text(context, node)) ?? [])
      if (term[0] === 'C' && term[2] === 0 && !into.includes(term[1])) into.push(term[1]);
    return;
  }
  if (context.tree.kind[node] === Kind.call) return;
  for (const child of children(context, node)) addMentioned(context, child, state, into);
}
