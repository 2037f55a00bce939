/** Every tunable that is named is one that the indexer found in a bundled kernel. */
import { nearest } from '../../../src/domain/nearest.js';
import { tunablesOf } from '../../../src/domain/tunables.js';
import type { Rule } from '../rule.js';

export const tunablesExist: Rule = {
  name: 'names tunables that the indexer found',
  problems: ({ tunables }, { packs }) => {
    const names = new Set(packs.flatMap((pack) => tunablesOf(pack).map((row) => row.name)));
    return tunables.flatMap((name) => {
      if (names.has(name)) return [];
      const [near] = nearest(name, names, 1);
      return [`${name} is no tunable of a bundled kernel${near === undefined ? '' : `; ${near} is`}`];
    });
  },
};
