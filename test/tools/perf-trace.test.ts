/** What perf trace is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('perf trace', () => {
  test('prints each call that fails with the errno', () => {
    expect(linesBy('perf-trace', 'who-fails', { errno: 28, name: 'ENOSPC' })).toMatchInlineSnapshot(`
      [
        "sudo perf trace -e raw_syscalls:sys_exit --filter 'ret == -28'",
      ]
    `);
    expect(linesBy('perf-trace', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo perf trace -p 42 -e raw_syscalls:sys_exit --filter 'ret == -28'",
      ]
    `);
  });
});
