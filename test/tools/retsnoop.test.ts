/** What retsnoop is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };

describe('retsnoop', () => {
  const shot = { name: 'ENOSPC', entry: '__x64_sys_mount', probes, window, exits: [28] };

  test('watches every candidate below the entry', () => {
    expect(linesBy('retsnoop', 'one-shot', { ...shot, pid: 42, comm: '-x' })).toMatchInlineSnapshot(`
      [
        "sudo retsnoop -sn -p 42 '--comm=-x' -x ENOSPC -e __x64_sys_mount -a path_mount -a count_mounts",
      ]
    `);
  });

  test('has no command where the entry cannot be attached to, nor before it could filter by errno', () => {
    const { entry: _, ...without } = shot;
    expect(linesBy('retsnoop', 'one-shot', without)).toEqual([]);
    expect(linesBy('retsnoop@0.6', 'one-shot', shot)).toEqual([]);
  });
});
