/** argdist (BCC): counts the results of functions. */
import { bccTool, NO_MOUNTS, ONE_MISSING } from './bcc.js';
import { bySymbol } from './probe-event.js';
import type { Tracer } from './tracer.js';

export const argdist: Tracer = {
  ...bccTool('argdist'),
  since: [{ feature: 'counts with a filter (-C)', version: '0.1', source: 'tools/argdist.py' }],
  filters: { errno: true, pid: true, comm: false },
  breaks: [
    ONE_MISSING,
    { what: '`$retval` is unsigned and 64 bits wide: each filter casts it to int', effect: 'avoided' },
    { what: 'it prints every second, and not once more on Ctrl-C: counts add up (-c)', effect: 'avoided' },
    NO_MOUNTS,
  ],
  steps: {
    'return-values': ({ probes, beside, pid }, program) => [
      [
        program,
        '-c',
        ...(pid === undefined ? [] : ['-p', String(pid)]),
        ...[...bySymbol([...probes, ...beside])].flatMap(([symbol, errnos]) => ['-C', specifier(symbol, errnos)]),
      ],
    ],
  },
};

/** Fields are separated by colons: the probe, the type and the value to count by, the filter; behind `#` what it is called. */
function specifier(symbol: string, errnos: readonly number[]): string {
  const filter = errnos.map((errno) => `(int)$retval == -${errno}`).join(' || ');
  return `r::${symbol}():int:$retval:${filter}#${symbol}`;
}
