/** One scenario in a guest: the plan for it, every command of that as it is printed, and what came of each. */
import { createHash } from 'node:crypto';
import { errnoByName, errnoNumber } from '../../src/domain/errno.js';
import { PlanAnswer } from '../../src/schemas/plan.js';
import { Problem } from '../../src/schemas/problem.js';
import type { Guest } from '../guest/guest.js';
import type { LabKernel } from '../image/packages.js';
import { originOn, type Scenario } from '../scenarios/scenario.js';
import { type Commanded, isExclusive } from './attach-lines.js';
import type { Cell } from './cell.js';
import { sawOrigin } from './light-witness.js';
import { type Provoker, startProvoker } from './provoker.js';
import { runBatch } from './run-batch.js';
import type { Answered, EntryOfSyscall, Service } from './service.js';

export interface Setting {
  readonly guest: Guest;
  readonly kernel: LabKernel;
  readonly service: Service;
  readonly syscalls: ReadonlyMap<string, EntryOfSyscall>;
  /** What available_filter_functions of the guest says. */
  readonly symbols: string;
  readonly tools: readonly string[];
  /** Told of every command of a plan, those of an older one are over. */
  planned(commands: readonly Planned[]): Promise<void>;
  /** Whether a command is to be run: it was chosen, and has no result yet. */
  wanted(planned: Planned): boolean;
  tell(cell: Cell): Promise<void>;
}

interface Planned extends Commanded {
  readonly step: string;
}

/** The step in which the outputs are explained: the lab does that with every one of them. */
const ANSWERED = 'read-answer';

/** Steps that read what is there: see `READERS` of the judgement. */
const READING = ['check-knobs', 'live-value'];

/** Throws where the call does not fail as the scenario says, or the guest is gone: errors of the lab itself. */
export async function runScenario(setting: Setting, scenario: Scenario): Promise<void> {
  const { guest, kernel, syscalls } = setting;
  const all = await plannedCommands(setting, scenario);
  await setting.planned(all);
  const planned = all.filter((one) => setting.wanted(one));
  if (planned.length === 0) return;
  const errno = errnoByName(scenario.errno);
  const number = errno === undefined ? null : errnoNumber(errno, 'x86_64');
  if (number === null) throw new Error(`${scenario.errno} has no number`);
  const provoker = await startProvoker(guest, scenario, syscalls);
  try {
    must(scenario, await provoker.provoke(1));
    const origin = originOn(scenario, kernel.line);
    const witnessed = await sawOrigin(guest, provoker, origin.inside ?? origin.function, number);
    for (const batch of batches(planned)) await runOne(setting, scenario, provoker, batch, witnessed);
  } finally {
    await provoker.end();
    if (scenario.undo !== undefined) await guest.run(scenario.undo);
  }
}

function must({ id, errno }: Scenario, gave: readonly string[]): void {
  const other = gave.find((name) => name !== errno);
  if (other !== undefined) throw new Error(`${id} gives ${other} instead of ${errno}`);
}

async function plannedCommands(
  { service, kernel, symbols, tools }: Setting,
  scenario: Scenario,
): Promise<readonly Planned[]> {
  const { syscall, errno, context = {} } = scenario;
  const request = { kernel: kernel.release, syscall, errno, symbols, tools, ...context };
  const { status, text } = await service.ask('/v1/plan', request);
  if (status !== 200) throw new Error(`no plan for ${scenario.id}: ${Problem.parse(JSON.parse(text)).detail}`);
  const steps = PlanAnswer.parse(JSON.parse(text)).steps.filter(({ id }) => id !== ANSWERED);
  const printed = steps.flatMap(({ id, commands }) => {
    return commands.map(({ tool, command }) => ({ step: id, tool, command, reads: READING.includes(id) }));
  });
  const files = SCRIPTS.map(async ({ kind, tool }) =>
    planFile(await service.ask(`/v1/plan.${kind}`, request), kind, tool),
  );
  return [...printed, ...(await Promise.all(files)).filter((file) => file !== undefined)];
}

/** The scripts of a plan that are had as files, and the programs that run them. */
const SCRIPTS = [
  { kind: 'bt', tool: 'bpftrace' },
  { kind: 'sh', tool: 'sh' },
] as const;

/** How a script says that it is run; what it says of a full mount namespace comes first, for that is where it has to run. */
const RUN_LINES = [/^\/\/ While nothing can be mounted: (.*)$/m, /^(?:\/\/|#) As root: (.*)$/m];

/** None where nothing can be attached to. Another text is another file: its result is its own. */
function planFile({ status, text }: Answered, kind: string, tool: string): Planned | undefined {
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`no plan.${kind}: ${text.slice(0, 300)}`);
  const path = `/root/plan-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.${kind}`;
  const line = RUN_LINES.map((pattern) => pattern.exec(text)?.[1]).find((one) => one !== undefined);
  if (line === undefined) throw new Error(`plan.${kind} does not say how it is run`);
  const command = `${line.replace(/(?: \[[A-Z]+\])+$/, '').replace(`plan.${kind}`, path)}`;
  return { step: 'file', tool, command, file: { path, text } };
}

/**
 * All at once, as each only watches; but by themselves the one-shot commands, which end after a time, and those that exclude each
 * other: while the function tracer is on, all else is slow, and trace-cmd fails where symbols change under it. perf takes long
 * to start and to end, too.
 */
function batches(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  const alone = (kind: Kind) => planned.filter((one) => kindOf(one) === kind);
  const byItself = [...alone('shot'), ...alone('exclusive')].map((one) => [one]);
  return [alone('any'), alone('perf'), ...byItself].filter((batch) => batch.length > 0);
}

type Kind = 'any' | 'perf' | 'shot' | 'exclusive';

function kindOf({ tool, step }: Planned): Kind {
  if (step === 'one-shot' || step === 'file') return 'shot';
  if (tool === 'perf') return 'perf';
  return isExclusive(tool) || (tool === 'sh' && step === 'entry-children') ? 'exclusive' : 'any';
}

async function runOne(
  setting: Setting,
  scenario: Scenario,
  provoker: Provoker,
  batch: readonly Planned[],
  witnessed: boolean,
): Promise<void> {
  for (const { file } of batch) if (file !== undefined) setting.guest.write(file.path, file.text);
  const { tried, gave } = await runBatch(setting.guest, provoker, batch);
  must(scenario, gave);
  for (const [index, planned] of batch.entries()) {
    const one = tried[index];
    const { step, tool, command } = planned;
    if (one === undefined) continue;
    await setting.tell({ kernel: setting.kernel.line, scenario: scenario.id, step, tool, command, ...one, witnessed });
  }
}
