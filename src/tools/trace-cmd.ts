/** trace-cmd: records what ftrace shows, and reports it. */
import { everywhere } from './everywhere.js';
import { RECORD_FOLDER } from './keep-shell.js';
import type { Tracer } from './tracer.js';

export const traceCmd: Tracer = {
  id: 'trace-cmd',
  suite: 'trace-cmd',
  programs: everywhere('trace-cmd'),
  packages: everywhere('trace-cmd'),
  oldest: '2.9',
  since: [
    { feature: 'depth of function_graph (--max-graph-depth)', version: '2.3', source: 'trace-cmd-record(1)' },
    { feature: 'filters of events (-f)', version: '1.0', source: 'trace-cmd-record(1)' },
  ],
  options: ['CONFIG_TRACING'],
  needs: ['CONFIG_FUNCTION_GRAPH_TRACER for calls', 'room in /tmp for what it records'],
  filters: { errno: true, pid: true, comm: false },
  breaks: [
    {
      what: 'an option that the kernel lacks (funcgraph-retval before 6.5, or not built) ends it: none is asked for',
      effect: 'avoided',
    },
    { what: 'the result of a syscall is printed as unsigned hex (0xffffffffffffffe4)', effect: 'noted' },
  ],
  steps: {
    'who-fails': ({ errno, pid }, program) => [
      record(program, pid, ['-e', 'raw_syscalls:sys_exit', '-f', `ret == -${errno}`]),
    ],
    'entry-children': ({ symbol, depth, pid }, program) => [
      record(program, pid, ['-p', 'function_graph', '-g', symbol, '--max-graph-depth', String(depth)]),
    ],
  },
};

const RECORD = `${RECORD_FOLDER}
"$0" record -o "$d/trace.dat" "$@"
"$0" report -i "$d/trace.dat"
rm -r "$d"`;

function record(program: string, pid: number | undefined, options: readonly string[]): readonly string[] {
  return ['sh', '-c', RECORD, program, ...options, ...(pid === undefined ? [] : ['-P', String(pid)])];
}
