/** perf trace: failing syscalls as they happen, without stopping anybody. */
import { PERF } from './perf.js';
import type { Tracer } from './tracer.js';

export const perfTrace: Tracer = {
  id: 'perf-trace',
  ...PERF,
  since: [{ feature: 'tracepoints with a filter (-e, --filter)', version: '4.4', source: 'perf-trace(1)' }],
  options: ['CONFIG_FTRACE_SYSCALLS'],
  needs: ['tracefs', 'on Ubuntu the package is linux-tools-$(uname -r)'],
  filters: { errno: true, pid: true, comm: false },
  breaks: [
    {
      what: '`--failure -e mount` prints nothing where the program calls another syscall than its name says: all are watched, filtered on the errno',
      effect: 'avoided',
    },
  ],
  steps: {
    'who-fails': ({ errno, pid }, program) => [
      [
        program,
        'trace',
        ...(pid === undefined ? [] : ['-p', String(pid)]),
        '-e',
        'raw_syscalls:sys_exit',
        '--filter',
        `ret == -${errno}`,
      ],
    ],
  },
};
