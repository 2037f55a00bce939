/** trace (BCC): prints the results of single functions. */
import { bccTool, NEW_HEADERS, NO_MOUNTS, ONE_MISSING } from './bcc.js';
import { bySymbol } from './probe-event.js';
import type { Tracer } from './tracer.js';

export const trace: Tracer = {
  ...bccTool('trace'),
  since: [{ feature: 'filter by name (--name)', version: '0.10', source: 'tools/trace.py' }],
  filters: { errno: true, pid: true, comm: true },
  breaks: [
    NEW_HEADERS,
    ONE_MISSING,
    { what: '`retval` is unsigned and 64 bits wide: each filter casts it to int', effect: 'avoided' },
    { what: 'lines of one failing call come in any order', effect: 'noted' },
    NO_MOUNTS,
  ],
  steps: {
    'return-values': ({ probes, beside, pid, comm }, program) => [
      [
        program,
        ...(pid === undefined ? [] : ['-p', String(pid)]),
        ...(comm !== undefined && isAscii(comm) ? [`--name=${comm}`] : []),
        ...[...bySymbol([...probes, ...beside])].map(([symbol, errnos]) => probeSpecification(symbol, errnos)),
      ],
    ],
  },
};

/**
 * `--name` takes ASCII only (trace encodes it so, and stops at anything else): another name is not filtered by. It is
 * joined to the option, so that a name that begins with a dash is no option itself.
 */
function isAscii(text: string): boolean {
  return [...text].every((character) => (character.codePointAt(0) ?? 0) < 0x80);
}

/**
 * One probe, as one argument. `retval` is unsigned and 64 bits wide: an `int` of -28 arrives as 0xffffffe4, a long or an
 * error pointer as 0xffffffffffffffe4, and neither equals -28 without the cast. The low 32 bits decide in both cases, so
 * `(int)` is right for all three; what it could take for an errno is a valid pointer or length whose low half is that of
 * an errno, one address in 4 GiB each. `%d` prints the same low half, signed.
 */
function probeSpecification(symbol: string, errnos: readonly number[]): string {
  return `r::${symbol} (${errnos.map((errno) => `(int)retval == -${errno}`).join(' || ')}) "%d", retval`;
}
