/** Notes what leaves a function: results, what out-parameters hold, and under which condition. */

import type { Term } from '../facts.js';
import type { FlowContext } from './context.js';
import { conditionsHere, eitherWay, traitsUnder } from './site-traits.js';
import type { State, Terms } from './state.js';
import { noteWays } from './ways-out.js';

/** The innermost condition around what is read now, -1 for none. */
export function currentCondition(context: FlowContext): number {
  return context.conditionStack.at(-1) ?? context.labelCondition;
}

/**
 * The literals among `terms` leave the function here, and the condition that holds is theirs, too. Not so where a literal
 * was set in a branch that is over (its own condition is what counts), or the condition only asks whether there was one.
 */
export function noteLeaving(context: FlowContext, terms: Terms): void {
  noteTraits(context, terms);
  const condition = currentCondition(context);
  if (condition < 0) return;
  for (const term of terms) {
    if (term[0] !== 'E' || context.conditions[condition]?.literals.has(term[1])) continue;
    const literal = context.literals[term[1]];
    if (!literal || literal.condition === condition || literal.leaving.includes(condition)) continue;
    const open = literal.condition < 0 || literal.condition === context.labelCondition;
    if (open || context.conditionStack.includes(literal.condition)) literal.leaving.push(condition);
  }
}

/** Adds this way out to the traits of the literals among `terms`; as above, their own conditions can be what counts. */
function noteTraits(context: FlowContext, terms: Terms): void {
  if (!terms.some((term) => term[0] === 'E')) return;
  const here = conditionsHere(context);
  const asked = context.conditions[here.at(-1) ?? -1]?.literals;
  for (const term of terms) {
    const literal = term[0] === 'E' ? context.literals[term[1]] : undefined;
    if (term[0] !== 'E' || literal === undefined || literal.settled) continue;
    const within = literal.around.every((condition, i) => here[i] === condition);
    const traits = traitsUnder(context, within && !asked?.has(term[1]) ? here : literal.around);
    literal.traits = literal.traits === undefined ? traits : eitherWay(literal.traits, traits);
  }
}

/** Adds `terms` to what leaves the function. */
export function record(context: FlowContext, into: Set<Term>, terms: Terms): void {
  for (const term of terms) into.add(term);
  noteLeaving(context, terms);
}

/** What pointer parameters (in macros: parameters) hold where the function is left. */
export function recordOuts(context: FlowContext, state: State, at: number): void {
  for (const [name, index] of context.params) {
    const terms = state.vars.get(context.macro ? name : `*${name}`);
    if (!terms || terms.length === 0) continue;
    noteWays(context, terms, at, at, state);
    let out = context.outs.get(index);
    if (!out) {
      out = new Set();
      context.outs.set(index, out);
    }
    for (const term of terms) if (term[0] !== 'P' || term[1] !== index) out.add(term);
  }
}
