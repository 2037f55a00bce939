/** What stackcount is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };
const job = { probes, window, beside: [], possible: [] };

describe('stackcount', () => {
  test('counts the ways to the deepest function', () => {
    expect(linesBy('stackcount', 'return-values', { ...job, pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo stackcount-bpfcc -K -p 42 count_mounts",
      ]
    `);
  });
});
