/** funcgraph (perf-tools): the functions called below one function. */
import { perfTool, STALE_LOCK } from './perf-tools.js';
import type { Tracer } from './tracer.js';

export const funcgraph: Tracer = {
  ...perfTool('funcgraph'),
  since: [{ feature: 'calls below a function to a depth (-m)', version: '0', source: 'kernel/funcgraph' }],
  options: ['CONFIG_FUNCTION_GRAPH_TRACER'],
  filters: { errno: false, pid: true, comm: false },
  breaks: [
    STALE_LOCK,
    {
      what: 'it traces what it prints: the calls below write without a process would have no end, and are left to other tools',
      effect: 'avoided',
    },
    { what: 'a function without a symbol stops it: the entry is one that can be attached to', effect: 'avoided' },
  ],
  steps: {
    'entry-children': ({ symbol, depth, pid, printing }, program) =>
      printing && pid === undefined
        ? []
        : [[program, '-m', String(depth), ...(pid === undefined ? [] : ['-p', String(pid)]), symbol]],
  },
};
