/** Which tracked variable an expression stands for. */

import { TRUTH_WRAPPERS } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { children, text, unwrap } from './nodes.js';

/** The tracked variable that an expression stands for: `err`, `*err`, `x->err`, `(err = f())`. */
export function variableOf(context: FlowContext, node: number): string | undefined {
  const inner = unwrap(context, node);
  switch (context.tree.kind[inner]) {
    case Kind.identifier:
      return text(context, inner);
    case Kind.assignment: {
      const left = context.tree.first[inner];
      return left ? variableOf(context, left) : undefined;
    }
    case Kind.pointer: {
      const [operator, operand] = children(context, inner);
      if (operand === undefined || operator === undefined || text(context, operator) !== '*') return undefined;
      const name = variableOf(context, operand);
      return name === undefined ? undefined : `*${name}`;
    }
    case Kind.field: {
      const [base, field] = children(context, inner);
      if (base === undefined || field === undefined) return undefined;
      const name = variableOf(context, base);
      return name === undefined ? undefined : `${name}.${text(context, field)}`;
    }
    case Kind.call: {
      const [callee, args] = children(context, inner);
      const first = args === undefined ? 0 : (context.tree.first[args] as number);
      const name = callee === undefined ? '' : text(context, callee);
      return first && (name === 'PTR_ERR' || TRUTH_WRAPPERS.has(name)) ? variableOf(context, first) : undefined;
    }
    default:
      return undefined;
  }
}

/** `x.err` for a field of a local or parameter: tracked like a variable inside the function. */
export function localKey(context: FlowContext, node: number): string | undefined {
  if (context.tree.kind[node] !== Kind.field) return undefined;
  const [base, field] = children(context, node);
  if (!base || !field) return undefined;
  const inner = unwrap(context, base);
  if (context.tree.kind[inner] === Kind.identifier) {
    const name = text(context, inner);
    return context.types.has(name) || context.params.has(name) ? `${name}.${text(context, field)}` : undefined;
  }
  const outer = localKey(context, inner);
  return outer ? `${outer}.${text(context, field)}` : undefined;
}
