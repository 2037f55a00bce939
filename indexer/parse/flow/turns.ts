/** Rewrites: `if (err == -ENOSPC) err = -EAGAIN` turns what a call gave into another errno. */

import type { Term, Turn } from '../facts.js';
import type { FlowContext } from './context.js';
import { keptBy } from './narrow.js';
import type { Terms } from './state.js';

/** What a test for these errnos says of the tested value: where it may come from, as one of them. */
export function equalTo(context: FlowContext, terms: Terms, errnos: readonly string[]): Turn[] {
  return terms.flatMap((term): Turn[] => {
    if (term[0] === 'E' || term[0] === 'I') return [];
    const kept = keptBy(context, term, { is: 'errno', errnos });
    if (kept?.[0] === 'C') return [[['C', kept[1], kept[2], kept[3], ''], kept[4]]];
    return kept ? [[kept, `=${errnos.join(',')}`]] : [];
  });
}

/** Adds turns that a list does not hold yet. */
export function addTurns(into: Turn[], turns: Iterable<Turn>): void {
  for (const turn of turns) {
    const key = turn.join(' ');
    if (!into.some((known) => known.join(' ') === key)) into.push(turn);
  }
}

/** The rewrites that literal `index` stands for: the innermost conditions around it, or where it left, test for an errno. */
export function turnsOf(context: FlowContext, index: number): Turn[] {
  const literal = context.literals[index];
  if (!literal) return [];
  const errnosOf = new Map<string, { readonly term: Term; readonly errnos: Set<string> }>();
  for (const at of [literal.condition, ...literal.leaving]) {
    const condition = context.conditions[at];
    for (const [term, from] of condition?.equal[condition.negated ? 1 : 0] ?? []) {
      const key = term.join(' ');
      const known = errnosOf.get(key) ?? { term, errnos: new Set() };
      for (const name of from.slice(1).split(',')) known.errnos.add(name);
      errnosOf.set(key, known);
    }
  }
  return [...errnosOf.values()].flatMap(({ term, errnos }): Turn[] => {
    // `case -EINVAL: return -EINVAL;` passes on what came.
    const same = errnos.delete(literal.errno) && term[0] !== 'P';
    const turns: Turn[] = same ? [[term, `=${literal.errno}`]] : [];
    if (errnos.size) turns.push([term, `=${[...errnos].sort().join(',')}`]);
    return turns;
  });
}
