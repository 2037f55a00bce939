/** Weights of code that is there, and how they are stored. */

import { expect, test } from 'vitest';
import { commonness, storedWeight, weightStored } from '../../src/domain/commonness.js';

test('code that everybody builds counts as one, and code that nobody builds a little', () => {
  expect([0, 0.5, 1].map(commonness)).toEqual([0.01, 0.2575, 1]);
});

test.each([0, 0.3, 1, 7, 150, 4000])('a weight of %d is read back to a twentieth', (weight) => {
  const byte = storedWeight(weight);
  expect(Number.isInteger(byte) && byte <= 255).toBe(true);
  expect(Math.abs(weightStored(byte) - weight)).toBeLessThanOrEqual(0.05 * (1 + weight));
});
