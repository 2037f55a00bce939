/** stackcount (BCC): by which ways a function is called. */
import { bccTool, NEW_HEADERS, NO_MOUNTS } from './bcc.js';
import type { Tracer } from './tracer.js';

export const stackcount: Tracer = {
  ...bccTool('stackcount'),
  since: [{ feature: 'kernel stacks only (-K)', version: '0.5', source: 'tools/stackcount.py' }],
  filters: { errno: false, pid: true, comm: false },
  breaks: [
    NEW_HEADERS,
    { what: 'it counts entries, not results: calls that succeed are counted, too', effect: 'noted' },
    { what: 'stacks lack functions that were left by a tail call', effect: 'noted' },
    NO_MOUNTS,
  ],
  steps: {
    'return-values': ({ probes, pid }, program) => {
      const deepest = probes.at(-1)?.symbol;
      return deepest === undefined ? [] : [[program, '-K', ...(pid === undefined ? [] : ['-p', String(pid)]), deepest]];
    },
  },
};
