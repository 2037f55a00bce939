/** Time is given to the innermost stage, and told once. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addSeconds, inStage, takeSeconds } from '../../indexer/parse/stage-clock.js';

/** Milliseconds. */
let now = 0;
const spend = (milliseconds: number): void => {
  now += milliseconds;
};

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  takeSeconds();
});
afterEach(() => vi.restoreAllMocks());

test('a stage stands still while another one runs within it', () => {
  const value = inStage('extract', () => {
    spend(1000);
    inStage('parse', () => spend(3000));
    spend(500);
    return 7;
  });
  expect([value, takeSeconds()]).toEqual([7, { mask: 0, parse: 3, extract: 1.5, encode: 0 }]);
  expect(takeSeconds()).toEqual({ mask: 0, parse: 0, extract: 0, encode: 0 });
});

test('ends with a stage that fails', () => {
  const fail = (): never => {
    spend(1000);
    throw new Error('no');
  };
  expect(() => inStage('mask', () => inStage('parse', fail))).toThrow('no');
  spend(5000);
  expect(takeSeconds()).toEqual({ mask: 0, parse: 1, extract: 0, encode: 0 });
});

test('adds by stage', () => {
  const sum = { read: 1 };
  addSeconds(sum, { read: 2, parse: 3 });
  expect(sum).toEqual({ read: 3, parse: 3 });
});
