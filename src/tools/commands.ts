/** The commands of a step, by the tools that are chosen for it, and why a tool has none. */
import { type KernelOptions, optionTest } from '../domain/kernel-options.js';
import { isInRange } from '../domain/kernel-range.js';
import { quoteCommand } from '../domain/shell.js';
import { NEVER } from '../domain/truth.js';
import type { PlanCommand } from '../schemas/plan.js';
import { ONLY_INSTALLED, WAYS } from './choice.js';
import { installLines } from './install.js';
import { WITH_DEBUGFS, WITH_TRACEFS } from './script/reach-tracefs.js';
import { shippedVersion } from './shipped.js';
import type { Break, Distribution, Setting, StepId, StepJobs, Tracer } from './tracer.js';
import { isVersionIn, parseVersion, type Version } from './version.js';

/** A tracer, and its version where that is told. */
export interface Tool {
  readonly tracer: Tracer;
  readonly version?: Version;
}

/** The tools of a plan. */
export interface Toolbox {
  /** All that are known, or those that were asked for. */
  readonly tools: readonly Tool[];
  /** `all`: each of them for each step; `best`: for each step the first of each way ({@link WAYS}). */
  readonly use: 'all' | 'best';
  /** Of those, what is there; undefined where nobody tells. */
  readonly installed?: readonly string[];
}

/** The machine that commands are written for. */
export interface Machine {
  readonly distribution: Distribution;
  /** As it was asked for, else the indexed release: `6.1.0-55-amd64`, `6.12.117`. */
  readonly kernel: string;
  readonly options?: KernelOptions;
  /** What is looked into may be that nothing can be mounted any more, and so tracefs neither. */
  readonly mountsMayFail?: boolean;
}

/** The commands of a step, and warnings: one line each. */
export interface Written {
  readonly commands: readonly PlanCommand[];
  readonly warnings: readonly string[];
}

/** Writes the commands of a step. `command` is a line for a root shell. */
export function commandsFor<Id extends StepId>(
  step: Id,
  job: StepJobs[Id],
  { tools, use, installed }: Toolbox,
  machine: Machine,
): Written {
  const write = (tool: Tool): Written => commandsOf(step, job, tool, machine);
  if (use === 'all') return joined(tools.map(write));
  const isThere = ({ tracer }: Tool): boolean => tracer.suite === 'kernel' || (installed?.includes(tracer.id) ?? false);
  const isUsual = ({ tracer }: Tool): boolean => !ONLY_INSTALLED.has(tracer.id);
  const ways = WAYS[step].map((ids) => ids.flatMap((id) => tools.filter(({ tracer }) => tracer.id === id)));
  const best = (use: (tool: Tool) => boolean): Written => joined(ways.map((way) => firstOf(way.filter(use), write)));
  const there = installed === undefined ? undefined : best(isThere);
  return there !== undefined && there.commands.length > 0 ? there : best(isUsual);
}

/** What the first tool writes that can do it, and why those before it could not. */
function firstOf(tools: readonly Tool[], write: (tool: Tool) => Written): Written {
  const tried: Written[] = [];
  for (const tool of tools) {
    const written = write(tool);
    tried.push(written);
    if (written.commands.length > 0) break;
  }
  return joined(tried);
}

function joined(written: readonly Written[]): Written {
  return {
    commands: written.flatMap(({ commands }) => commands),
    warnings: [...new Set(written.flatMap(({ warnings }) => warnings))],
  };
}

function commandsOf<Id extends StepId>(step: Id, job: StepJobs[Id], tool: Tool, machine: Machine): Written {
  const { tracer } = tool;
  const writer = tracer.steps[step];
  const program = tracer.programs[machine.distribution];
  if (writer === undefined) return { commands: [], warnings: [] };
  const setting = settingOf(tool, machine);
  const told = breaksOf(step, tracer, setting);
  const refused = [
    ...missingOptions(tracer, machine).map((option) => `the kernel is built without ${option}`),
    ...told.filter(({ effect }) => effect === 'refused').map(({ what }) => what),
  ];
  if (refused.length > 0) {
    return { commands: [], warnings: refused.map((why) => `no command of ${program} for ${step}: ${why}`) };
  }
  const apart = machine.mountsMayFail === true && tracer.underDebugfs;
  const reach = apart === 'only' ? WITH_DEBUGFS : WITH_TRACEFS;
  const written = writer(job, program, setting).map((argv) => (apart ? ['sh', '-c', reach, ...argv] : argv));
  const commands = written.map((argv) => ({
    tool: program,
    argv: [...argv],
    command: `sudo ${quoteCommand(argv)}`,
    requires: requirement(tracer, machine.distribution),
    ...(tracer.suite !== 'kernel' && { install: installLines(tracer) }),
  }));
  const warnings = told.filter(({ effect }) => effect === 'warned').map(({ what }) => `${program}: ${what}`);
  return { commands, warnings: commands.length > 0 ? warnings : [] };
}

function requirement({ packages, id }: Tracer, distribution: Distribution): string {
  return packages[distribution] ?? `${id}, which has no package`;
}

/** What the commands are written for: a version that is told, that the kernel's distribution ships, or the oldest. */
function settingOf({ tracer, version }: Tool, { kernel, options }: Machine): Setting {
  return {
    version: version ?? shippedVersion(kernel, tracer.suite) ?? parseVersion(tracer.oldest) ?? [0],
    kernel,
    ...(options !== undefined && { options }),
  };
}

function breaksOf(step: StepId, { breaks }: Tracer, { kernel, version }: Setting): readonly Break[] {
  return breaks.filter(
    ({ steps, kernels, versions }) =>
      (steps?.includes(step) ?? true) && isInRange(kernels, kernel) && isVersionIn(versions, version),
  );
}

function missingOptions({ options }: Tracer, machine: Machine): readonly string[] {
  if (machine.options === undefined) return [];
  const test = optionTest(machine.options);
  return options.filter((option) => test('', option) === NEVER);
}
