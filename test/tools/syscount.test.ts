/** What syscount is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('syscount', () => {
  test('counts failing calls by process and by syscall', () => {
    expect(linesBy('syscount', 'who-fails', { errno: 28, name: 'ENOSPC' })).toMatchInlineSnapshot(`
      [
        "sudo syscount-bpfcc -e ENOSPC -P",
        "sudo syscount-bpfcc -e ENOSPC",
      ]
    `);
    expect(linesBy('syscount', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo syscount-bpfcc -e ENOSPC -p 42 -P",
        "sudo syscount-bpfcc -e ENOSPC -p 42",
      ]
    `);
  });

  test('gives a code by its number where Python has no name for it', () => {
    expect(linesBy('syscount', 'who-fails', { errno: 524, name: 'ENOTSUPP' })[0]).toBe('sudo syscount-bpfcc -e 524 -P');
    expect(linesBy('syscount', 'who-fails', { errno: 133, name: 'EHWPOISON' })[0]).toBe(
      'sudo syscount-bpfcc -e 133 -P',
    );
    expect(linesBy('syscount', 'who-fails', { errno: 134, name: 'EFTYPE' })[0]).toBe('sudo syscount-bpfcc -e 134 -P');
  });
});
