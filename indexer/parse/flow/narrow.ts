/** Keeps of a variable's terms what a test allows. */

import { OUTSIDE_MARK } from '../external-sources.js';
import type { Term } from '../facts.js';
import { type FlowContext, intern } from './context.js';
import type { State } from './state.js';

/** What a test says of the tested value. */
export type Fact =
  | { readonly is: 'nonzero' | 'zero' | 'negative' | 'not negative' | 'anything' | 'no errno' }
  | { readonly is: 'errno' | 'not errno'; readonly errnos: readonly string[] };

export const ANYTHING: Fact = { is: 'anything' };

/** Keeps of a variable's terms what the fact allows. */
export function narrow(context: FlowContext, state: State, key: string, fact: Fact): void {
  const terms = state.vars.get(key);
  if (!terms || terms.length === 0 || fact.is === 'anything') return;
  const kept: Term[] = [];
  for (const term of terms) {
    const narrowed = keptBy(context, term, fact);
    if (narrowed) kept.push(narrowed);
  }
  state.vars.set(key, kept);
}

/** What the fact leaves of one term; undefined for nothing. */
export function keptBy(context: FlowContext, term: Term, fact: Fact): Term | undefined {
  if (term[0] === 'I') return term;
  switch (fact.is) {
    case 'anything':
    case 'nonzero':
    case 'negative':
      return term;
    case 'zero':
    case 'not negative':
    case 'no errno':
      return undefined;
    case 'errno':
    case 'not errno': {
      const wanted = fact.is === 'errno';
      if (term[0] === 'E') {
        const errno = context.literals[term[1]]?.errno ?? '';
        if (errno.startsWith(OUTSIDE_MARK)) return term;
        return fact.errnos.includes(errno) === wanted ? term : undefined;
      }
      if (term[0] !== 'C') return term;
      const filter = combineFilters(term[4], wanted, fact.errnos);
      return filter === undefined ? undefined : intern(context, ['C', term[1], term[2], term[3], filter]);
    }
  }
}

function combineFilters(filter: string, wanted: boolean, errnos: readonly string[]): string | undefined {
  const names = filter === '' ? [] : filter.slice(1).split(',');
  if (filter.startsWith('=')) {
    const left = names.filter((name) => errnos.includes(name) === wanted);
    return left.length ? `=${left.join(',')}` : undefined;
  }
  if (wanted) {
    const left = errnos.filter((name) => !names.includes(name));
    return left.length ? `=${[...left].sort().join(',')}` : undefined;
  }
  return `!${[...new Set([...names, ...errnos])].sort().join(',')}`;
}
