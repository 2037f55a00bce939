/** What trace is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };

describe('trace', () => {
  test('prints the results along a chain, one argument a probe, filtered with a cast', () => {
    expect(linesBy('trace', 'return-values', { probes, window, beside: [], possible: [] })).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc 'r::path_mount ((int)retval == -28) "%d", retval' 'r::count_mounts ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('narrows to a process by id and by name', () => {
    expect(
      linesBy('trace', 'return-values', {
        probes: probes.slice(1),
        window,
        beside: [],
        possible: [],
        pid: 42,
        comm: '-mount',
      }),
    ).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc -p 42 '--name=-mount' 'r::count_mounts ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('puts the errnos of one function into one probe', () => {
    const twice = [28, 11].map((errno) => ({ symbol: 'alloc_pid', errno }));
    expect(linesBy('trace', 'return-values', { probes: twice, window, beside: [], possible: [] })).toEqual([
      `sudo trace-bpfcc 'r::alloc_pid ((int)retval == -28 || (int)retval == -11) "%d", retval'`,
    ]);
  });

  test('leaves out a name that it cannot encode', () => {
    const [line] = linesBy('trace', 'return-values', {
      probes: probes.slice(1),
      window,
      beside: [],
      possible: [],
      comm: 'dämon',
    });
    expect(line).toMatch(/^sudo trace-bpfcc 'r::count_mounts /);
  });

  test('attaches to a clone by its whole name', () => {
    const clone = [{ symbol: 'attach_recursive_mnt.isra.0', errno: 28 }];
    expect(
      linesBy('trace', 'return-values', { probes: clone, window, beside: [], possible: [] }),
    ).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc 'r::attach_recursive_mnt.isra.0 ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('the filter holds for an int, a long and an error pointer, and for no other result', () => {
    // What the cast does to the 64 bits of `retval`, as C does it.
    const matches = (retval: bigint): boolean => BigInt.asIntN(32, retval) === -28n;
    expect([0xffffffe4n, 0xffffffffffffffe4n].map(matches)).toEqual([true, true]);
    expect([0n, 28n, 0xffffffe5n, 0xffff888012345678n].map(matches)).toEqual([false, false, false, false]);
  });
});
