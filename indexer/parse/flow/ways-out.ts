/** Notes on which ways the literals of a body leave it: the statements whose conditions decide that they do. */

import type { FlowContext } from './context.js';
import { STRAIGHT, type State, type Terms } from './state.js';

/** More ways of one literal say less than these. */
const MAX_WAYS = 8;

/** The literals among `terms` leave the function in the statement from offset `at` to `end`. */
export function noteWays(context: FlowContext, terms: Terms, at: number, end: number, state: State): void {
  for (const term of terms) {
    const literal = term[0] === 'E' ? context.literals[term[1]] : undefined;
    if (literal === undefined || term[0] !== 'E') continue;
    const here = at <= literal.offset && literal.offset < end ? literal.offset : at;
    for (const place of placesOf(context, term[1], here, state))
      if (literal.ways.size < MAX_WAYS) literal.ways.add(place);
  }
}

/** A jump at offset `at`: on it the literals that variables hold go on. */
export function noteJump(context: FlowContext, at: number, state: State): void {
  context.jumpStacks.set(at, [...context.conditionStack]);
  const jumps = new Map<number, readonly number[]>();
  for (const terms of state.vars.values()) {
    for (const term of terms)
      if (term[0] === 'E' && !jumps.has(term[1])) jumps.set(term[1], placesOf(context, term[1], at, state));
  }
  if (jumps.size) state.jumps = jumps;
}

/**
 * The statements that decide whether a literal gets to offset `at`: that one, or the jumps on which it came before, unless a
 * condition behind these is what counts.
 */
function placesOf(context: FlowContext, literal: number, at: number, state: State): readonly number[] {
  const came = state.jumps.get(literal);
  if (came === undefined) return [at];
  const innermost = context.conditionStack.at(-1);
  const asks = innermost !== undefined && context.conditions[innermost]?.literals.has(literal) === true;
  return came.map((place) => {
    if (place === STRAIGHT) return at;
    const around = innermost === undefined || context.jumpStacks.get(place)?.includes(innermost);
    return around || asks ? place : at;
  });
}
