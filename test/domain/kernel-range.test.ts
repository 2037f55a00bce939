import { expect, test } from 'vitest';
import { isInRange } from '../../src/domain/kernel-range.js';

test.each([
  [undefined, '6.1.192', true],
  ['>=5.10', '6.1.192', true],
  ['>=5.10', '5.4', false],
  ['>=5.10', '5.10', true],
  ['>=6.2', '6.12.117', true],
  ['<6.8', '6.12.117', false],
  ['<6.8', '6.7.12', true],
  ['<6.8', '6.8', false],
  ['>=5.10 <6.8', '6.1', true],
  ['>=5.10 <6.8', '6.8.1', false],
  ['>=6.1.62', '6.1.61', false],
  ['>=6.1.62', '6.1.62', true],
  ['<6.12.117', '6.12.116', true],
  ['<6.12.117', '6.12.117', false],
  ['>=5.10', '6.1.0-55-amd64', true],
  ['>=5.10', 'not a release', false],
])('%s holds %s: %s', (range, release, expected) => {
  expect(isInRange(range, release)).toBe(expected);
});
