/** The tracers, in the order in which a plan offers them, and the commands they write for a step. */
import { nearest } from '../domain/nearest.js';
import { quoteCommand } from '../domain/shell.js';
import type { PlanCommand } from '../schemas/plan.js';
import { bpftrace } from './bpftrace.js';
import { funcgraph } from './funcgraph.js';
import { syscount } from './syscount.js';
import { trace } from './trace.js';
import type { Distribution, StepId, StepJobs, Tracer } from './tracer.js';

export const TRACERS: readonly Tracer[] = [syscount, funcgraph, trace, bpftrace];

export type TracerResult =
  | { readonly ok: true; readonly tracer: Tracer }
  | { readonly ok: false; readonly reason: string; readonly suggestions: readonly string[] };

/** Finds a tracer by its id or by the name of its program on any distribution (`trace`, `trace-bpfcc`). */
export function findTracer(name: string): TracerResult {
  const wanted = name.trim().toLowerCase();
  const tracer = TRACERS.find(({ id, programs }) => id === wanted || Object.values(programs).includes(wanted));
  if (tracer !== undefined) return { ok: true, tracer };
  const ids = TRACERS.map(({ id }) => id);
  return {
    ok: false,
    reason: `"${name}" is not a tool; known are ${ids.join(', ')}`,
    suggestions: nearest(wanted, ids),
  };
}

/** The commands of a step, as far as the tracers can do it. `command` is a line for a root shell. */
export function commandsFor<Id extends StepId>(
  step: Id,
  job: StepJobs[Id],
  tracers: readonly Tracer[],
  distribution: Distribution,
): readonly PlanCommand[] {
  return tracers.flatMap(({ steps, programs, packages }) => {
    const tool = programs[distribution];
    const write = steps[step];
    const commands = write === undefined ? [] : write(job, tool);
    return commands.map((argv) => ({
      tool,
      argv: [...argv],
      command: `sudo ${quoteCommand(argv)}`,
      requires: packages[distribution],
    }));
  });
}
