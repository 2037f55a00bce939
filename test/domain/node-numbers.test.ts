/** Numbers of a set's nodes are their places in order. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf, numbersOf } from '../../src/domain/node-numbers.js';
import { addNode } from '../../src/domain/node-set.js';

test('each node of a set has its place as number, and no other node has one', () => {
  const nodes = fc.uniqueArray(fc.nat(299), { maxLength: 300 });
  fc.assert(
    fc.property(nodes, (list) => {
      const set = new Uint32Array(10);
      for (const node of list) addNode(set, node);
      const numbers = numbersOf(set);
      expect(numbers.count).toBe(list.length);
      const places = new Map([...list].sort((a, b) => a - b).map((node, i) => [node, i]));
      for (let node = 0; node < 320; node++) expect(numberOf(numbers, node)).toBe(places.get(node) ?? -1);
    }),
    { seed: 7, numRuns: 50 },
  );
});
