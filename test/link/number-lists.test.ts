/** Lists in flat columns: the same as an array for each key. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTo, findIn, numberLists, valuesOf } from '../../indexer/link/number-lists.js';

test('what was added under a key is found there alone, the last first', () => {
  const added = fc.array(fc.tuple(fc.nat(3000), fc.nat(5)), { maxLength: 5000, size: 'max' });
  fc.assert(
    fc.property(added, (pairs) => {
      const lists = numberLists();
      const model = new Map<number, number[]>();
      for (const [key, value] of pairs) {
        addTo(lists, key, value);
        model.set(key, [value, ...(model.get(key) ?? [])]);
      }
      for (const [key, values] of model) {
        expect(valuesOf(lists, key)).toEqual(values);
        expect(findIn(lists, key, (one) => one === values.at(-1))).toBe(values.at(-1));
        expect(findIn(lists, key, (one) => one > 5)).toBe(-1);
      }
      expect(valuesOf(lists, 5_000_000)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
