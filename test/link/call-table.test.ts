/** What calls stand for: each set of callees once, numbered in the order in which they first come. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callTable, targetIndex, targetsOf } from '../../indexer/link/call-table.js';

test('the same callees in the same way have one number, others another one', () => {
  const target = fc.record({
    via: fc.constantFrom('call' as const, 'macro' as const, 'callback' as const),
    callees: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(target, { maxLength: 4000, size: 'max' }), (targets) => {
      const table = callTable();
      const model = new Map<string, number>();
      for (const { via, callees } of targets) {
        const key = `${via} ${callees.join(' ')}`;
        const known = model.get(key) ?? model.size;
        model.set(key, known);
        expect(targetIndex(table, via, callees)).toBe(known);
      }
      expect(targetsOf(table).map(({ via, callees }) => `${via} ${callees.join(' ')}`)).toEqual([...model.keys()]);
    }),
    { numRuns: 20 },
  );
});
