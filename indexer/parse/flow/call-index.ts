/** Calls of a body, numbered. */

import type { CalleeRef } from '../facts.js';
import type { FlowContext } from './context.js';

/** The number of the call of `callee` at an offset, made on first use. */
export function callIndex(context: FlowContext, offset: number, callee: CalleeRef, format: number): number {
  const here = context.callAt.get(offset);
  const known = here?.find((one) => context.calls[one]?.callee === callee);
  if (known !== undefined) return known;
  const index = context.calls.length;
  context.calls.push({ callee, offset, args: new Map(), format });
  if (here) here.push(index);
  else context.callAt.set(offset, [index]);
  return index;
}
