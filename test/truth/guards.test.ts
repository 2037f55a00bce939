/** Guards of sites that were drawn at random, read one by one against the source of 6.1.192 (`draw-guards.mjs`). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Reading = z.strictObject({
  file: z.string().regex(/^(?:fs|mm|ipc|kernel|net)\//),
  line: z.int().positive(),
  function: z.string(),
  errno: z.string(),
  /** What errnopath says. */
  guard: z.string().max(160).nullable(),
  /** What the source says. */
  source: z.string().min(1),
  right: z.boolean(),
  /** What is wrong. */
  why: z.string().optional(),
  /** What was wrong when it was drawn. */
  mended: z.string().optional(),
});

const readings = readFileSync(new URL('guards-6.1.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => Reading.parse(JSON.parse(line)));

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
