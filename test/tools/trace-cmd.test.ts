/** What trace-cmd is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('trace-cmd', () => {
  test('records failing calls, and reports them', () => {
    expect(linesBy('trace-cmd', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo sh -c 'd=$(mktemp -d) || exit 1
      trap : INT TERM HUP
      "$0" record -o "$d/trace.dat" "$@"
      "$0" report -i "$d/trace.dat"
      rm -r "$d"' trace-cmd -e raw_syscalls:sys_exit -f 'ret == -28' -P 42",
      ]
    `);
  });

  test('records what a function calls', () => {
    const job = { symbol: '__x64_sys_mount', depth: 3, chain: [] };
    expect(linesBy('trace-cmd', 'entry-children', job)).toMatchInlineSnapshot(`
      [
        "sudo sh -c 'd=$(mktemp -d) || exit 1
      trap : INT TERM HUP
      "$0" record -o "$d/trace.dat" "$@"
      "$0" report -i "$d/trace.dat"
      rm -r "$d"' trace-cmd -p function_graph -g __x64_sys_mount --max-graph-depth 3",
      ]
    `);
  });
});
