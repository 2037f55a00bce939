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
});
