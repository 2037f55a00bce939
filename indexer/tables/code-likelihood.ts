/** How commonly code under an `#if` is compiled: by how commonly the options are on that its condition asks for. */

import { type Condition, parseCondition } from '../../src/domain/condition.js';

/**
 * 0 to 1, and 1 where nothing is known of the condition; of several options that all have to be on the least common
 * decides.
 * @param popularity - the share of configurations in which each option is on, see `configPopularity`
 */
export function codeLikelihood(text: string | undefined, popularity: ReadonlyMap<string, number>): number {
  return text === undefined ? 1 : (likelihood(parseCondition(text), popularity) ?? 1);
}

function likelihood(condition: Condition, popularity: ReadonlyMap<string, number>): number | undefined {
  switch (condition.kind) {
    case 'test':
      return popularity.get(condition.name.replace(/_MODULE$/, ''));
    case 'not': {
      const inner = likelihood(condition.of, popularity);
      return inner === undefined ? undefined : 1 - inner;
    }
    case 'and': {
      const known = condition.of.flatMap((one) => likelihood(one, popularity) ?? []);
      return known.length > 0 ? Math.min(...known) : undefined;
    }
    case 'or': {
      const all = condition.of.map((one) => likelihood(one, popularity));
      return all.reduce((most, one) => (most === undefined || one === undefined ? undefined : Math.max(most, one)));
    }
    case 'never':
      return 0;
    case 'unknown':
      return undefined;
  }
}
