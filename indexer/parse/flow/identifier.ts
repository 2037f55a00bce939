/** What a name stands for: a variable, an errno, a global. */

import { ERRNO_NAME } from '../conventions.js';
import type { Term } from '../facts.js';
import { type FlowContext, intern } from './context.js';
import { text } from './nodes.js';
import { macroText } from './paths.js';
import { currentCondition } from './record.js';
import { conditionsHere } from './site-traits.js';
import { NO_TERMS, type State, type Terms } from './state.js';

/** What a name may hold. */
export function identifier(context: FlowContext, node: number, state: State): Terms {
  const name = text(context, node);
  const known = state.vars.get(name);
  if (known) return known;
  if (context.types.has(name) || context.params.has(name)) return NO_TERMS;
  if (ERRNO_NAME.test(name)) return [literal(context, node, name, 1)];
  if (/^[A-Z0-9_]+$/.test(name) || name === 'NULL') return NO_TERMS;
  return [intern(context, ['I', macroText(context, name)])];
}

/** The term of the literal at `node`; one for each place in the body. */
export function literal(context: FlowContext, node: number, errno: string, sign: 1 | -1): Term {
  const offset = context.tree.start[node] as number;
  const known = context.literalAt.get(offset);
  if (known) return known;
  const term: Term = ['E', context.literals.length];
  context.literals.push({
    errno,
    sign,
    offset,
    kind: context.literalKind,
    condition: currentCondition(context),
    leaving: [],
    around: conditionsHere(context),
    traits: undefined,
    settled: false,
    ways: new Set(),
  });
  context.literalAt.set(offset, term);
  return term;
}
