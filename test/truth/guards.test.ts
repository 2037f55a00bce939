/** Guards of sites that were drawn at random, read one by one against the source of 6.1.192 (`draw-guards.mjs`). */
import { expect, test } from 'vitest';
import { guardRow, readRows } from './rows.js';

const readings = readRows('guards-6.1.jsonl', guardRow);

test('200 sites were drawn, each once', () => {
  expect(
    new Set(readings.map(({ file, line, errno, function: name }) => `${file}:${line} ${name} ${errno}`)).size,
  ).toBe(200);
});

test('at least 95 % of their guards are right, also as they were when they were drawn', () => {
  expect(readings.filter(({ right }) => right).length / readings.length).toBeGreaterThanOrEqual(0.95);
  const drawn = readings.filter(({ right, mended }) => right && mended === undefined);
  expect(drawn.length / readings.length).toBeGreaterThanOrEqual(0.95);
});

test('a guard that is wrong says why', () => {
  for (const { right, why } of readings) expect(why === undefined).toBe(right);
});
