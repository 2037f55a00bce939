/** funcgraph (perf-tools): the functions called below one function. */
import type { Tracer } from './tracer.js';

export const funcgraph: Tracer = {
  id: 'funcgraph',
  programs: { debian: 'funcgraph-perf', fedora: 'funcgraph', upstream: 'funcgraph' },
  packages: { debian: 'perf-tools-unstable', fedora: 'perf-tools', upstream: 'perf-tools' },
  needs: ['tracefs', 'CONFIG_FUNCTION_GRAPH_TRACER'],
  filters: { errno: false, pid: true, comm: false },
  steps: {
    'entry-children': ({ symbol, depth, pid }, program) => [
      [program, '-m', String(depth), ...(pid === undefined ? [] : ['-p', String(pid)]), symbol],
    ],
  },
};
