/** Runs scenarios on kernels in several guests at once, and keeps what came of each command. */
import { bootGuest, type Guest } from '../guest/guest.js';
import { type Image, readyImage } from '../image/image.js';
import type { LabKernel } from '../image/packages.js';
import type { Scenario } from '../scenarios/scenario.js';
import { guestTools } from './guest-tools.js';
import type { Results } from './results.js';
import { runScenario, type Setting } from './run-scenario.js';
import { type Service, startService } from './service.js';

export interface TableRun {
  readonly kernels: readonly LabKernel[];
  readonly scenarios: readonly Scenario[];
  /** Programs of commands that are run, and of none else; all where absent. */
  readonly tools?: readonly string[];
  /** Steps whose commands are run; all where absent. */
  readonly steps?: readonly string[];
  /** Programs of commands that are not run. */
  readonly without?: readonly string[];
  /** Guests at once. */
  readonly jobs: number;
  readonly results: Results;
  readonly say: (line: string) => void;
}

interface Task {
  readonly kernel: LabKernel;
  readonly scenario: Scenario;
}

/** Scenarios that could not be run, with why: errors of the lab, not of what it tries. */
export async function runTable(run: TableRun): Promise<readonly string[]> {
  const image = await readyImage();
  const service = await startService();
  const tasks = run.kernels.flatMap((kernel) => run.scenarios.map((scenario) => ({ kernel, scenario })));
  const errors: string[] = [];
  try {
    const workers = Array.from({ length: run.jobs }, (_, index) => {
      return work(run, image, service, tasks, errors, run.kernels[index % run.kernels.length]);
    });
    await Promise.all(workers);
  } finally {
    await service.close();
  }
  return errors;
}

interface Booted extends Pick<Setting, 'guest' | 'kernel' | 'syscalls' | 'symbols' | 'tools'> {
  readonly guest: Guest;
}

/** Takes tasks until there are none; a guest lives while there are some for its kernel and nothing went wrong in it. */
async function work(
  run: TableRun,
  image: Image,
  service: Service,
  tasks: Task[],
  errors: string[],
  first: LabKernel | undefined,
): Promise<void> {
  let booted: Booted | undefined;
  const next = () => {
    const own = tasks.findIndex(({ kernel }) => kernel === (booted?.kernel ?? first));
    return tasks.splice(Math.max(own, 0), 1)[0];
  };
  for (let task = next(); task !== undefined; task = next()) {
    const { kernel, scenario } = task;
    const started = Date.now();
    try {
      if (booted?.kernel !== kernel) {
        await booted?.guest.end();
        booted = await boot(image, service, kernel);
      }
      await runScenario(settingOf(run, service, booted, scenario), scenario);
      run.say(`${kernel.line} ${scenario.id}: ${Math.round((Date.now() - started) / 1000)} s`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      errors.push(`${kernel.line} ${scenario.id}: ${why}`);
      run.say(`${kernel.line} ${scenario.id}: ${why}`);
      await booted?.guest.end();
      booted = undefined;
    }
  }
  await booted?.guest.end();
}

function settingOf(
  { results, tools, steps, without }: TableRun,
  service: Service,
  booted: Booted,
  scenario: Scenario,
): Setting {
  const kernel = booted.kernel.line;
  return {
    ...booted,
    service,
    planned: (commands) => results.keep(kernel, scenario.id, commands),
    wanted: ({ step, tool, command }) =>
      (tools === undefined || tools.includes(tool)) &&
      (steps === undefined || steps.includes(step)) &&
      without?.includes(tool) !== true &&
      !results.has({ kernel, scenario: scenario.id, step, command }),
    tell: (cell) => results.add(cell),
  };
}

/** Modules that scenarios use come first: the functions of those are among what can be attached to. */
const MODULES = ['loop', 'nf_conntrack', 'nf_tables', 'nft_ct'];

async function boot(image: Image, service: Service, kernel: LabKernel): Promise<Booted> {
  const guest = await bootGuest(image, kernel.release);
  await guest.run(`modprobe -a ${MODULES.join(' ')}`);
  const { output } = await guest.run('cat /sys/kernel/tracing/available_filter_functions');
  return {
    guest,
    kernel,
    symbols: output,
    tools: await guestTools(guest, kernel),
    syscalls: await service.syscalls(kernel.release),
  };
}
