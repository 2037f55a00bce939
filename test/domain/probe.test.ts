/** Predictions of symbols follow what a compiler does with a function. */

import { describe, expect, test } from 'vitest';
import { functionTraits } from '../../src/domain/graph-lookup.js';
import { LIKELY_SYMBOL, seenLikelihood, symbolLikelihood } from '../../src/domain/probe.js';
import { CALLED, FunctionFlag } from '../../src/store/schema.js';
import { makePack } from '../fixtures/pack.js';

const { static: plain, inline, addressTaken, noinline } = FunctionFlag;

/** The likelihood of one function with these flags, called from there, of this size. */
function likelihood(flags: number, called: (typeof CALLED)[number] = 'never', size = 0): number {
  const { graph } = makePack({
    id: '6.1.1',
    errnos: {},
    functions: [{ name: 'f', file: 'mm/f.c', line: 1, flags }],
    edges: [],
    syscalls: [],
  });
  const [lines, callers] = [[20], [0]];
  const traits = functionTraits({ flags: [flags], lines, callers, called: [CALLED.indexOf(called)], size: [size] });
  return symbolLikelihood({ ...graph, functionTraits: traits }, 0);
}

test('a function that is called from one place is part of its caller, whatever its size', () => {
  for (const size of [0, 5, 10, 15]) expect(likelihood(plain, 'once', size)).toBeLessThan(LIKELY_SYMBOL);
});

test('of those that are called from more the big ones are left whole', () => {
  const sizes = [2, 5, 8, 11].map((size) => likelihood(plain, 'often', size));
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(sizes.map((one) => one >= LIKELY_SYMBOL)).toEqual([false, false, true, true]);
});

test('copies and wrappers of a caller count for something', () => {
  const size = 7;
  for (const called of ['by a syscall', 'by a copy'] as const) {
    expect(likelihood(plain, called, size)).toBeGreaterThan(likelihood(plain, 'once', size));
    expect(likelihood(plain, called, size)).toBeLessThan(likelihood(plain, 'often', size + 1));
  }
});

test('inline asks for a copy, and mostly gets one', () => {
  expect(likelihood(plain | inline, 'often', 7)).toBeLessThan(likelihood(plain, 'often', 7));
  expect(likelihood(plain | inline | addressTaken)).toBeGreaterThan(likelihood(plain | inline, 'often', 4));
});

test.each([
  ['global', 0],
  ['never to be inlined', plain | noinline],
  ['handed out by its address', plain | addressTaken],
  ['called by nobody by its name', plain],
])('what is %s has a symbol', (_, flags) => {
  expect(likelihood(flags)).toBeGreaterThan(0.85);
});

describe('a probe on a global function', () => {
  const { graph } = makePack({
    id: '6.1.1',
    errnos: {},
    functions: [
      { name: 'f', file: 'mm/f.c', line: 1 },
      { name: 'beside', file: 'mm/f.c', line: 90 },
      { name: 'sys_f', file: 'mm/f.c', line: 180, flags: FunctionFlag.syscall },
      { name: 'elsewhere', file: 'mm/g.c', line: 1 },
    ],
    edges: [],
    syscalls: [],
  });
  const seen = (lines: number, caller: number): number => {
    const all = { callers: [0, 0, 0, 0], called: [1, 1, 1, 1], size: [0, 0, 0, 0] };
    const flags = [0, 0, FunctionFlag.syscall, 0];
    const traits = functionTraits({ ...all, flags, lines: [lines, lines, lines, lines] });
    return seenLikelihood({ ...graph, functionTraits: traits }, 0, caller);
  };
  const [beside, syscall, elsewhere] = [1, 2, 3];

  test('sees every call from other files', () => {
    expect(seen(3, elsewhere)).toBeGreaterThan(0.99);
  });

  test('misses those of its own file that are inlined, as short ones are', () => {
    expect(seen(5, beside)).toBeLessThan(0.2);
    expect(seen(40, beside)).toBeGreaterThan(0.95);
  });

  test('misses more of those in a syscall', () => {
    expect(seen(14, beside)).toBeGreaterThan(LIKELY_SYMBOL);
    expect(seen(14, syscall)).toBeLessThan(LIKELY_SYMBOL);
  });
});
