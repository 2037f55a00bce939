/** What is read through fields, indices and pointers. */

import { Kind } from '../syntax/syntax-tree.js';
import { type FlowContext, intern } from './context.js';
import { identifier } from './identifier.js';
import { children, text, unwrap } from './nodes.js';
import { setByProgram } from './outside.js';
import { accessPath, macroText, tablePath } from './paths.js';
import { NO_TERMS, type State, type Terms, union } from './state.js';
import { localKey } from './variable.js';

/** `x->f`, `x[i]` */
export function load(context: FlowContext, node: number, state: State): Terms {
  const key = localKey(context, node);
  const known = key ? state.vars.get(key) : undefined;
  const set = setByProgram(context, node, state);
  if (known) return union(known, set);
  if (set.length > 0) return set;
  const [base] = children(context, node);
  if (base !== undefined && context.tree.kind[base] === Kind.call) context.evaluate(base, state);
  const path = tablePath(context, node) ?? accessPath(context, node, state);
  if (path.startsWith('?') && !path.includes('.')) return NO_TERMS;
  return [intern(context, ['L', path, context.tree.start[node] as number])];
}

/** `*x`, `&x` */
export function pointer(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const inner = list.at(-1);
  if (inner === undefined) return NO_TERMS;
  const operator = list.length > 1 ? text(context, list[0] as number) : '*';
  const operand = unwrap(context, inner);
  if (operator === '&') {
    if (context.tree.kind[operand] !== Kind.identifier) {
      context.evaluate(inner, state);
      return NO_TERMS;
    }
    const name = text(context, operand);
    return context.types.has(name) || context.params.has(name)
      ? NO_TERMS
      : [intern(context, ['I', macroText(context, name)])];
  }
  if (context.tree.kind[operand] === Kind.identifier) {
    const name = text(context, operand);
    const known = state.vars.get(`*${name}`);
    if (known) return known;
    // Calling through `(*fn)(…)` means the function itself.
    return context.types.get(name) === 'F' ? identifier(context, operand, state) : NO_TERMS;
  }
  if (context.tree.kind[operand] === Kind.field) return context.evaluate(operand, state);
  context.evaluate(inner, state);
  return NO_TERMS;
}
