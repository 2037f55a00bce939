/** What argdist is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };
const job = { probes, window, beside: [], possible: [] };

describe('argdist', () => {
  test('counts the results that are the errno, of each function by itself', () => {
    expect(linesBy('argdist', 'return-values', { ...job, pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo argdist-bpfcc -c -p 42 -C 'r::path_mount():int:$retval:(int)$retval == -28#path_mount' -C 'r::count_mounts():int:$retval:(int)$retval == -28#count_mounts'",
      ]
    `);
  });
});
