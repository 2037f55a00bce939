/** What funccount is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('funccount', () => {
  const job = { symbol: '__x64_sys_mount', depth: 3, chain: ['path_mount', 'foo.isra.0'], pid: 42 };

  test('counts the entry and what is expected below it, by whole names', () => {
    expect(linesBy('funccount', 'entry-children', job)).toMatchInlineSnapshot(`
      [
        "sudo funccount-bpfcc -p 42 -r '^(__x64_sys_mount|path_mount|foo\\.isra\\.0)$'",
      ]
    `);
  });

  test('matches these names and no padding symbols', () => {
    const [line = ''] = linesBy('funccount', 'entry-children', job);
    const pattern = new RegExp(/-r '(.*)'$/.exec(line)?.[1] ?? '');
    const names = ['__x64_sys_mount', '__pfx_path_mount', 'path_mount', 'path_mounts', 'foo.isra.0', 'fooXisra.0'];
    expect(names.filter((name) => pattern.test(name))).toEqual(['__x64_sys_mount', 'path_mount', 'foo.isra.0']);
  });
});
