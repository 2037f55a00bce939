/** What strace is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('strace', () => {
  test('shows the failing calls of a process, and needs one', () => {
    expect(linesBy('strace', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toEqual(['sudo strace -f -Z -p 42']);
    expect(linesBy('strace', 'who-fails', { errno: 28, name: 'ENOSPC' })).toEqual([]);
  });

  test('before 5.2 cannot keep to those', () => {
    expect(linesBy('strace@5.1', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toEqual([]);
  });
});
