/** The tracers, and how they are found by name. */
import { nearest } from '../domain/nearest.js';
import { argdist } from './argdist.js';
import { bpftrace } from './bpftrace.js';
import type { Tool } from './commands.js';
import { drgn } from './drgn.js';
import { funccount } from './funccount.js';
import { funcgraph } from './funcgraph.js';
import { kprobe } from './kprobe.js';
import { perfProbe } from './perf-probe.js';
import { perfTrace } from './perf-trace.js';
import { retsnoop } from './retsnoop.js';
import { stackcount } from './stackcount.js';
import { strace } from './strace.js';
import { syscount } from './syscount.js';
import { systemtap } from './systemtap.js';
import { trace } from './trace.js';
import { traceCmd } from './trace-cmd.js';
import { tracefs } from './tracefs.js';
import type { Tracer } from './tracer.js';
import { parseVersion } from './version.js';

/** In the order in which the commands of a step come. */
export const TRACERS: readonly Tracer[] = [
  drgn,
  syscount,
  strace,
  perfTrace,
  funcgraph,
  traceCmd,
  funccount,
  trace,
  argdist,
  stackcount,
  kprobe,
  perfProbe,
  systemtap,
  bpftrace,
  retsnoop,
  tracefs,
];

/** All of them, of versions that nobody tells. */
export const ALL_TOOLS: readonly Tool[] = TRACERS.map((tracer) => ({ tracer }));

export type ToolResult =
  | { readonly ok: true; readonly tool: Tool }
  | { readonly ok: false; readonly reason: string; readonly suggestions: readonly string[] };

/**
 * Finds a tool by its id or by the name of its program on any distribution (`trace`, `trace-bpfcc`), with the version behind it
 * where that is known: `bpftrace@0.17`, `trace-bpfcc@0.26.0+ds-1`.
 */
export function findTool(name: string): ToolResult {
  const [wanted = '', told] = splitVersion(name.trim().toLowerCase());
  const ids = TRACERS.map(({ id }) => id);
  const tracer = TRACERS.find(({ id, programs }) => id === wanted || isProgram(programs, wanted));
  if (tracer === undefined) {
    const reason = `"${name}" is not a tool; known are ${ids.join(', ')}`;
    return { ok: false, reason, suggestions: nearest(wanted, ids) };
  }
  if (told === undefined) return { ok: true, tool: { tracer } };
  const version = parseVersion(told);
  if (version !== undefined) return { ok: true, tool: { tracer, version } };
  const reason = `"${told}" is not a version of ${tracer.id}: give its digits, as in ${tracer.id}@1.2`;
  return { ok: false, reason, suggestions: [tracer.id] };
}

function splitVersion(name: string): readonly [name: string, version?: string] {
  const at = name.indexOf('@');
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}

/** `sh` is the program of tracefs and no name of it. */
function isProgram(programs: Tracer['programs'], name: string): boolean {
  return name !== 'sh' && Object.values(programs).includes(name);
}
