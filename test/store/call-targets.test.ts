/** What the symbols of calls stand for comes back as it was given. */

import { expect, test } from 'vitest';
import { type CallTargets, decodeCallTargets, encodeCallTargets } from '../../src/store/call-targets.js';

const FUNCTIONS = 100;
const given: CallTargets = {
  callees: ['memcpy', [3, 90], '.file_operations.read', [4, 2, 99], 'memcpy_erms', '.file_operations.write'],
  targets: [
    { via: 'call', callees: [100] },
    { via: 'macro', callees: [7, 101, 6] },
    { via: 'callback', callees: [12] },
    { via: 'call', callees: [102] },
    { via: 'macro', callees: [103, 102, 100] },
    { via: 'callback', callees: [104] },
    { via: 'call', callees: [105] },
    { via: 'macro', callees: [0, 99] },
  ],
};

test('names, slots, sets of functions, and targets of each kind come back in their order', () => {
  expect(decodeCallTargets(encodeCallTargets(given, FUNCTIONS), FUNCTIONS)).toEqual(given);
});

test('a kernel without calls has none', () => {
  const none = { callees: [], targets: [] };
  expect(decodeCallTargets(encodeCallTargets(none, 0), 0)).toEqual(none);
});

test('a callee that follows the others costs next to nothing', () => {
  const callees = Array.from({ length: 2000 }, (_, i) => `f${i % 10}`);
  const targets = callees.map((_, i) => ({ via: 'call' as const, callees: [FUNCTIONS + i] }));
  expect(encodeCallTargets({ callees, targets }, FUNCTIONS).length).toBeLessThan(1500);
});

test('bytes that name functions which are not there are damaged', () => {
  const bytes = encodeCallTargets(given, FUNCTIONS);
  expect(() => decodeCallTargets(bytes, 5)).toThrow('the calls of the pack are damaged');
});
