/** tracefs itself: no tool is needed but a shell. */
import { everywhere } from './everywhere.js';
import { bySymbol, eventName, RESULT, resultFilter } from './probe-event.js';
import { oneShotShell } from './script/one-shot-sh.js';
import { WATCH_CALLS, WATCH_EVENTS } from './tracefs-shell.js';
import type { Tracer, Watched } from './tracer.js';

export const tracefs: Tracer = {
  id: 'tracefs',
  suite: 'kernel',
  programs: everywhere('sh'),
  packages: everywhere('base system'),
  oldest: '0',
  since: [
    {
      feature: 'funcgraph-retval: results of all calls',
      version: '6.5',
      source: 'kernel/trace/trace_functions_graph.c',
    },
    { feature: 'function_graph in an instance', version: '6.11', source: 'kernel/trace/trace_functions_graph.c' },
  ],
  options: ['CONFIG_TRACING'],
  needs: [
    'CONFIG_KPROBE_EVENTS for results',
    'CONFIG_FUNCTION_GRAPH_TRACER for calls',
    'CONFIG_FUNCTION_GRAPH_RETVAL for results of calls',
  ],
  filters: { errno: true, pid: true, comm: true },
  breaks: [
    {
      what: 'a symbol that is missing is ENOENT up to 6.1 and EINVAL from 6.12, one that stands for several functions EADDRNOTAVAIL, later EINVAL: each is told and passed over',
      effect: 'avoided',
    },
    {
      what: 'Debian 5.10 to 7.3 are built without CONFIG_FUNCTION_GRAPH_RETVAL: funcgraph-retval is set where it is there',
      effect: 'avoided',
    },
    {
      what: 'other users of tracefs: events go to an instance of their own, a tracer in use is left alone',
      effect: 'avoided',
    },
  ],
  steps: {
    'who-fails': ({ errno, ...watched }, program) => [
      watchEvents(program, watched, [['raw_syscalls/sys_exit', '', [errno]]]),
    ],
    'entry-children': ({ symbol, depth, pid }, program) => [
      [program, '-c', WATCH_CALLS, program, symbol, String(depth), pidArgument(pid)],
    ],
    'return-values': ({ probes, beside, possible, ...watched }, program) => {
      const events = [...bySymbol([...probes, ...beside, ...possible])].map(([symbol, errnos]) => {
        return [eventName(symbol), `${symbol} ${RESULT}`, errnos] as const;
      });
      return [watchEvents(program, watched, events)];
    },
    'one-shot': (job, program) => [[program, '-c', oneShotShell(job), 'plan.sh']],
  },
};

type WatchedEvent = readonly [name: string, definition: string, errnos: readonly number[]];

function watchEvents(program: string, { pid, comm }: Watched, events: readonly WatchedEvent[]): readonly string[] {
  const filtered = events.flatMap(([name, definition, errnos]) => [
    name,
    definition,
    comm !== undefined && isPlain(comm) ? `(${resultFilter(errnos)}) && comm == "${comm}"` : resultFilter(errnos),
  ]);
  return [program, '-c', WATCH_EVENTS, program, pidArgument(pid), ...filtered];
}

function pidArgument(pid: number | undefined): string {
  return pid === undefined ? '' : String(pid);
}

/** The filter's language has quotes and no escapes: another name is not filtered by. */
function isPlain(comm: string): boolean {
  return /^[\w.:/@%+=, -]+$/.test(comm);
}
