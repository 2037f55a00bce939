/** What kprobe is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };
const job = { probes, window, beside: [], possible: [] };

describe('kprobe', () => {
  test('watches one function a command, the deepest first', () => {
    expect(linesBy('kprobe', 'return-values', job)).toMatchInlineSnapshot(`
      [
        "sudo kprobe-perf 'r:count_mounts count_mounts ret=$retval:s32' 'ret == -28'",
        "sudo kprobe-perf 'r:path_mount path_mount ret=$retval:s32' 'ret == -28'",
      ]
    `);
  });

  test('gives the event of a clone a name that can be one', () => {
    const clone = { ...job, probes: [{ symbol: 'foo.isra.0', errno: 28 }] };
    expect(linesBy('kprobe', 'return-values', clone)).toMatchInlineSnapshot(`
      [
        "sudo kprobe-perf 'r:foo_isra_0 foo.isra.0 ret=$retval:s32' 'ret == -28'",
      ]
    `);
  });
});
