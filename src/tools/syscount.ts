/** syscount (BCC): counts failing syscalls by process and by syscall. */
import { bccTool } from './bcc.js';
import type { Tracer } from './tracer.js';

/**
 * `-e` takes the names of Python's errno module, and numbers. That module has none of the codes that stay inside the kernel
 * (from ERESTARTSYS on, include/linux/errno.h), EHWPOISON since Python 3.14 only, and EFTYPE (Linux 7.2) not yet.
 */
const FIRST_INTERNAL = 512;
const UNNAMED = new Set(['EHWPOISON', 'EFTYPE']);

export const syscount: Tracer = {
  ...bccTool('syscount'),
  underDebugfs: 'first',
  since: [{ feature: 'filter by errno (-e)', version: '0.5', source: 'tools/syscount.py' }],
  filters: { errno: true, pid: true, comm: false },
  breaks: [
    {
      what: 'a process that has ended is [unknown], a syscall that its table lacks is [unknown: NUMBER] (move_mount in bcc 0.26)',
      effect: 'noted',
    },
    { what: "a name that Python's errno module lacks is given as a number", effect: 'avoided' },
  ],
  steps: {
    'who-fails': ({ name, errno, pid }, program) => {
      const code = errno >= FIRST_INTERNAL || UNNAMED.has(name) ? String(errno) : name;
      const filter = ['-e', code, ...(pid === undefined ? [] : ['-p', String(pid)])];
      return [
        [program, ...filter, '-P'],
        [program, ...filter],
      ];
    },
  },
};
