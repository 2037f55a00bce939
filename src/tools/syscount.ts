/** syscount (BCC): counts failing syscalls by process and by syscall. */
import { BCC_NEEDS, BCC_PACKAGES, bccPrograms } from './bcc.js';
import type { Tracer } from './tracer.js';

/**
 * `-e` takes the names of Python's errno module, and numbers. That module has none of the codes that stay inside the kernel
 * (from ERESTARTSYS on, include/linux/errno.h), and EHWPOISON since Python 3.14 only.
 */
const FIRST_INTERNAL = 512;
const UNNAMED = new Set(['EHWPOISON']);

export const syscount: Tracer = {
  id: 'syscount',
  programs: bccPrograms('syscount'),
  packages: BCC_PACKAGES,
  needs: [...BCC_NEEDS, 'ausyscall (auditd) in older releases, to name syscalls'],
  filters: { errno: true, pid: true, comm: false },
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
