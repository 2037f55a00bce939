/** What funcgraph is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('funcgraph', () => {
  test('shows the calls below a function', () => {
    expect(
      linesBy('funcgraph', 'entry-children', { symbol: '__x64_sys_mount', depth: 3, chain: [] }),
    ).toMatchInlineSnapshot(`
      [
        "sudo funcgraph-perf -m 3 __x64_sys_mount",
      ]
    `);
    expect(
      linesBy('funcgraph', 'entry-children', { symbol: 'f', depth: 3, chain: [], pid: 42 }),
    ).toMatchInlineSnapshot(`
      [
        "sudo funcgraph-perf -m 3 -p 42 f",
      ]
    `);
  });

  test('does not trace its own lines', () => {
    const job = { symbol: '__x64_sys_write', depth: 3, chain: [], printing: true } as const;
    expect(linesBy('funcgraph', 'entry-children', job)).toEqual([]);
    expect(linesBy('funcgraph', 'entry-children', { ...job, pid: 42 })).toHaveLength(1);
  });
});
