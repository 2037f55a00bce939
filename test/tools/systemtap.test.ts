/** What SystemTap is given. */
import { describe, expect, test } from 'vitest';
import { linesBy, MACHINE } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };
const job = { probes, window, beside: [], possible: [] };

describe('SystemTap', () => {
  test('prints results, compared by their low halves', () => {
    expect(linesBy('systemtap', 'return-values', { ...job, pid: 42, comm: 'dockerd' })).toMatchInlineSnapshot(`
      [
        "sudo stap -e 'probe kprobe.function("path_mount").return ? { if (((returnval() & 0xffffffff) == 4294967268) && pid() == 42 && execname() == "dockerd") printf("%s pid %d tid %d path_mount returned %d\\n", execname(), pid(), tid(), (returnval() & 0xffffffff) - 4294967296) }
      probe kprobe.function("count_mounts").return ? { if (((returnval() & 0xffffffff) == 4294967268) && pid() == 42 && execname() == "dockerd") printf("%s pid %d tid %d count_mounts returned %d\\n", execname(), pid(), tid(), (returnval() & 0xffffffff) - 4294967296) }'",
      ]
    `);
  });

  test('is not asked to build a module for a kernel that is newer than it', () => {
    expect(linesBy('stap@4.8', 'return-values', job, { ...MACHINE, kernel: '6.12' })).toEqual([]);
    expect(linesBy('stap@5.2', 'return-values', job, { ...MACHINE, kernel: '6.12' })).toHaveLength(1);
  });

  test('does not filter by a name with letters that its scripts give a meaning', () => {
    const [line] = linesBy('systemtap', 'return-values', { ...job, comm: 'a$1"@2' });
    expect(line).not.toContain('execname() ==');
  });
});
