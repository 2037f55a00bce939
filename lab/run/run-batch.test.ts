import { expect, it } from 'vitest';
import { keptOf } from './run-batch.js';

it('keeps what was printed once the call failed, whatever came before', () => {
  expect(keptOf('before\nafter\n', 7)).toEqual({ output: 'before\nafter\n', quiet: 7 });
  const flood = 'a line of noise\n'.repeat(10_000);
  const kept = keptOf(`${flood}after\n`, flood.length);
  expect(kept.output.slice(kept.quiet)).toBe('after\n');
  expect(kept.output.slice(0, kept.quiet)).toMatch(/^(?:a line of noise\n)+$/);
  expect(kept.quiet).toBeLessThan(flood.length);
});
