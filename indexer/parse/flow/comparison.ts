/** What comparisons with constants say of the compared value. */

import { ERRNO_NAME } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { ANYTHING, type Fact } from './narrow.js';
import { children, text, unwrap } from './nodes.js';

type Constant =
  | { readonly errno: string }
  | { readonly number: 'zero' | 'positive' | 'minus one' | 'negative' | 'other' };

/** The constant that an expression is, as far as tests of errnos care. */
export function constantOf(context: FlowContext, node: number): Constant | undefined {
  let inner = unwrap(context, node);
  if (context.tree.kind[inner] === Kind.call) {
    // `p == ERR_PTR(-ENOENT)`
    const [callee, args] = children(context, inner);
    const first = args === undefined ? 0 : context.tree.first[args];
    if (callee === undefined || text(context, callee) !== 'ERR_PTR' || !first) return undefined;
    inner = unwrap(context, first);
  }
  const kind = context.tree.kind[inner];
  if (kind === Kind.number) {
    const digits = text(context, inner);
    return { number: /^(?:0|0[uUlL]+|false)$/.test(digits) ? 'zero' : 'positive' };
  }
  if (kind === Kind.unary) {
    const list = children(context, inner);
    const operand = list[1];
    if (operand === undefined || text(context, list[0] as number) !== '-') return undefined;
    const bare = unwrap(context, operand);
    const name = text(context, bare);
    if (ERRNO_NAME.test(name)) return { errno: name };
    return context.tree.kind[bare] === Kind.number ? { number: name === '1' ? 'minus one' : 'negative' } : undefined;
  }
  if (kind === Kind.identifier) {
    const name = text(context, inner);
    if (name === 'NULL') return { number: 'zero' };
    if (ERRNO_NAME.test(name)) return { errno: name };
    if (/^[A-Z][A-Z0-9_]+$/.test(name) && !context.types.has(name)) return { number: 'other' };
  }
  return undefined;
}

/** What holds when the comparison is true, and when it is false. */
export function comparison(operator: string, constant: Constant): [Fact, Fact] | undefined {
  if ('errno' in constant) {
    const errnos = [constant.errno];
    if (operator === '==')
      return [
        { is: 'errno', errnos },
        { is: 'not errno', errnos },
      ];
    if (operator === '!=')
      return [
        { is: 'not errno', errnos },
        { is: 'errno', errnos },
      ];
    return undefined;
  }
  const zero = constant.number === 'zero';
  // `err >= -1000`: errnos stand on both sides.
  if (constant.number === 'negative' && /[<>]/.test(operator)) return [ANYTHING, ANYTHING];
  switch (operator) {
    case '==':
      if (zero) return [{ is: 'zero' }, { is: 'nonzero' }];
      return constant.number === 'minus one' ? [ANYTHING, ANYTHING] : [{ is: 'no errno' }, ANYTHING];
    case '!=':
      if (zero) return [{ is: 'nonzero' }, { is: 'zero' }];
      return constant.number === 'minus one' ? [ANYTHING, ANYTHING] : [ANYTHING, { is: 'no errno' }];
    case '<':
      return zero ? [{ is: 'negative' }, { is: 'not negative' }] : [ANYTHING, { is: 'not negative' }];
    case '<=':
      return zero ? [ANYTHING, { is: 'no errno' }] : [ANYTHING, { is: 'not negative' }];
    case '>':
      return [{ is: 'no errno' }, ANYTHING];
    case '>=':
      return [{ is: 'not negative' }, ANYTHING];
    default:
      return undefined;
  }
}
