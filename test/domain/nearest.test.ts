/** The nearest names to a misspelt one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damerauLevenshtein, nearest } from '../../src/domain/nearest.js';

describe('damerauLevenshtein', () => {
  test.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['', 'abc', 3],
    ['mount', 'mout', 1],
    ['mount', 'mounts', 1],
    ['mount', 'mourt', 1],
    ['mount', 'muont', 1],
    ['ENOSPC', 'ENOPSC', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(damerauLevenshtein(a, b)).toBe(distance);
  });

  const word = fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 8 });

  test('is symmetric, and a bound changes no distance within it', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 9 }), (a, b, bound) => {
        const distance = damerauLevenshtein(a, b);
        expect(damerauLevenshtein(b, a)).toBe(distance);
        const bounded = damerauLevenshtein(a, b, bound);
        if (distance <= bound) expect(bounded).toBe(distance);
        else expect(bounded).toBeGreaterThan(bound);
      }),
      { seed: 28 },
    );
  });
});

describe('nearest', () => {
  const syscalls = ['mount', 'umount2', 'move_mount', 'fsmount', 'mmap', 'munmap', 'open', 'openat'];

  test('finds what was meant, nearest first', () => {
    expect(nearest('muont', syscalls)[0]).toBe('mount');
    expect(nearest('opnat', syscalls)).toEqual(['openat', 'open'].slice(0, 1));
    expect(nearest('MOUNT', syscalls)[0]).toBe('mount');
  });

  test('finds nothing where nothing is near', () => {
    expect(nearest('zzzzzz', syscalls)).toEqual([]);
    expect(nearest('', syscalls)).toEqual([]);
  });

  test('orders ties by name, whatever the order of the candidates', () => {
    const names = ['abd', 'abc', 'abe'];
    expect(nearest('abx', names)).toEqual(['abc', 'abd', 'abe']);
    expect(nearest('abx', [...names].reverse())).toEqual(['abc', 'abd', 'abe']);
    expect(nearest('abx', names, 2)).toEqual(['abc', 'abd']);
  });

  test('stays quick for a word of any length', () => {
    const long = 'x'.repeat(1_000_000);
    expect(nearest(long, [...syscalls, 'x'.repeat(128)])).toEqual(['x'.repeat(128)]);
  });
});
