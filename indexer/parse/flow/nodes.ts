/** Looks at the nodes of a body: their text, their children, what they wrap. */

import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';

/** What is written at a node. */
export function text(context: FlowContext, node: number): string {
  return context.tree.text.slice(context.tree.start[node], context.tree.end[node]);
}

/** The children of a node. */
export function children(context: FlowContext, node: number): number[] {
  const { first, next } = context.tree;
  const list: number[] = [];
  for (let child = first[node] as number; child; child = next[child] as number) list.push(child);
  return list;
}

/** The expression inside parentheses and casts. */
export function unwrap(context: FlowContext, node: number): number {
  let current = node;
  while (context.tree.kind[current] === Kind.parenthesized || context.tree.kind[current] === Kind.cast) {
    const last = children(context, current).at(-1);
    if (last === undefined) return current;
    current = last;
  }
  return current;
}

/** What a `*` is applied to; undefined for `&`. */
export function pointee(context: FlowContext, node: number): number | undefined {
  const list = children(context, node);
  if (list.length > 1 && text(context, list[0] as number) === '&') return undefined;
  const last = list.at(-1);
  return last === undefined ? undefined : unwrap(context, last);
}

/** `x` of `&x`, else the node itself. */
export function stripAddress(context: FlowContext, node: number): number {
  if (context.tree.kind[node] !== Kind.pointer) return node;
  const [operator, operand] = children(context, node);
  if (operator === undefined || operand === undefined || text(context, operator) !== '&') return node;
  return unwrap(context, operand);
}
