/** How the value being read will be used, and so of which kind a site in it is. */

import { SITE_KINDS, type SiteKind } from '../../../src/store/schema.js';
import type { FlowContext } from './context.js';
import type { State, Terms } from './state.js';

const kindIndex = (kind: SiteKind): number => SITE_KINDS.indexOf(kind);
export const KIND_RETURN = kindIndex('return');
export const KIND_ASSIGN = kindIndex('assign');
export const KIND_POINTER = kindIndex('pointer');
export const KIND_INIT = kindIndex('init');
export const KIND_CONDITIONAL = kindIndex('conditional');
export const KIND_OUT = kindIndex('out');
export const KIND_FIELD = kindIndex('field');
export const KIND_ARGUMENT = kindIndex('argument');
export const KIND_RANGE = kindIndex('range');

/** Evaluates with another idea of what becomes of a literal found on the way. */
export function evaluateAs(context: FlowContext, kind: number, node: number, state: State): Terms {
  const before = context.literalKind;
  context.literalKind = kind;
  const terms = context.evaluate(node, state);
  context.literalKind = before;
  return terms;
}
