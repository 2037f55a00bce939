/** kprobe (perf-tools): prints the results of one function. */
import { perfTool, STALE_LOCK } from './perf-tools.js';
import { bySymbol, eventName, RESULT, resultFilter } from './probe-event.js';
import type { Tracer } from './tracer.js';

/** Functions that are watched, deepest first: each is a command of its own, and one at a time holds the lock of ftrace. */
const MOST_COMMANDS = 3;

export const kprobe: Tracer = {
  ...perfTool('kprobe'),
  since: [{ feature: 'filter expressions', version: '0', source: 'kernel/kprobe' }],
  options: ['CONFIG_KPROBE_EVENTS'],
  filters: { errno: true, pid: false, comm: false },
  breaks: [
    STALE_LOCK,
    { what: 'it takes -p or a filter, never both: the filter is on the errno', effect: 'avoided' },
    { what: 'a name with a dot (foo.isra.0) is no name of an event: another is given', effect: 'avoided' },
    { what: 'one probe a command, and one command at a time', effect: 'noted' },
  ],
  steps: {
    'return-values': ({ probes }, program) =>
      [...bySymbol(probes)]
        .slice(-MOST_COMMANDS)
        .reverse()
        .map(([symbol, errnos]) => [program, `r:${eventName(symbol)} ${symbol} ${RESULT}`, resultFilter(errnos)]),
  },
};
