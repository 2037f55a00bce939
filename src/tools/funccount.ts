/** funccount (BCC): which of some functions are called, and how often. */
import { bccTool, NO_MOUNTS } from './bcc.js';
import type { Tracer } from './tracer.js';

export const funccount: Tracer = {
  ...bccTool('funccount'),
  since: [
    { feature: 'a regular expression over several functions (-r)', version: '0.1', source: 'tools/funccount.py' },
  ],
  filters: { errno: false, pid: true, comm: false },
  breaks: [
    {
      kernels: '>=6.2',
      versions: '<0.31',
      what: 'a glob meets the padding symbols `__pfx_…` of kernels since 6.2 and functions that refuse probes, on which bcc 0.26 stops: whole names are given',
      effect: 'avoided',
    },
    { what: 'it counts entries, not results: a function that is called is not yet one that failed', effect: 'noted' },
    { what: 'bcc 0.26 passes over functions whose names begin with perf_', effect: 'noted' },
    NO_MOUNTS,
  ],
  steps: {
    'entry-children': ({ symbol, chain, pid }, program) => [
      [program, ...(pid === undefined ? [] : ['-p', String(pid)]), '-r', wholeNames([symbol, ...chain])],
    ],
  },
};

/** A regular expression (Python's re) for these names and no others: of what else a symbol holds, only `.` and `$` mean something. */
function wholeNames(symbols: readonly string[]): string {
  return `^(${symbols.map((symbol) => symbol.replace(/[.$]/g, '\\$&')).join('|')})$`;
}
