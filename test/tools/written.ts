/** Commands as one tool writes them for a job. */
import type { PlanCommand } from '../../src/schemas/plan.js';
import { commandsFor, type Machine, type Tool } from '../../src/tools/commands.js';
import { findTool } from '../../src/tools/index.js';
import type { StepId, StepJobs } from '../../src/tools/tracer.js';

/** What a test's commands are written for unless it says otherwise: nothing is known of the kernel's distribution. */
export const MACHINE: Machine = { distribution: 'debian', kernel: '6.1.192' };

/** @param name - as users name it: `trace`, `trace-bpfcc@0.31` */
export function toolNamed(name: string): Tool {
  const found = findTool(name);
  if (!found.ok) throw new Error(found.reason);
  return found.tool;
}

/** The commands of one tool for one step. */
export function writtenBy<Id extends StepId>(
  name: string,
  step: Id,
  job: StepJobs[Id],
  machine: Machine = MACHINE,
): readonly PlanCommand[] {
  return commandsFor(step, job, { tools: [toolNamed(name)], use: 'all' }, machine).commands;
}

/** The same as lines to paste. */
export function linesBy<Id extends StepId>(name: string, step: Id, job: StepJobs[Id], machine?: Machine): string[] {
  return writtenBy(name, step, job, machine).map(({ command }) => command);
}
