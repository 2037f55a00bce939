/** strace: the failing calls of one process, with their arguments. */
import { everywhere } from './everywhere.js';
import type { Tracer } from './tracer.js';

export const strace: Tracer = {
  id: 'strace',
  suite: 'strace',
  programs: everywhere('strace'),
  packages: everywhere('strace'),
  oldest: '5.2',
  since: [{ feature: 'failing calls only (-Z, -e status=failed)', version: '5.2', source: 'NEWS of 5.2' }],
  options: [],
  needs: ['the process: it attaches to one, and its threads and children, not to all'],
  filters: { errno: false, pid: true, comm: false },
  breaks: [
    {
      versions: '<5.2',
      what: 'it cannot keep to failing calls before 5.2: use a newer one, or perf trace',
      effect: 'refused',
    },
    { what: 'it stops the process at each syscall and slows it down many times', effect: 'warned' },
  ],
  steps: {
    'who-fails': ({ pid }, program) => (pid === undefined ? [] : [[program, '-f', '-Z', '-p', String(pid)]]),
  },
};
