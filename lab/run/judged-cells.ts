/** All results, judged: each output explained by the service as it is now. */
import { KERNELS } from '../image/packages.js';
import { SCENARIOS } from '../scenarios/index.js';
import { originOn, PROVOKER } from '../scenarios/scenario.js';
import type { Cell } from './cell.js';
import { explainedNames } from './explained.js';
import { type Judged, judge } from './judge.js';
import type { EntryOfSyscall, Service } from './service.js';

export type JudgedCell = Cell & Judged;

/** Results of scenarios and kernels that are no more are left out. */
export async function judgedCells(service: Service, cells: readonly Cell[]): Promise<readonly JudgedCell[]> {
  const judged: JudgedCell[] = [];
  for (const kernel of KERNELS) {
    const syscalls = await service.syscalls(kernel.release);
    for (const cell of cells) {
      if (cell.kernel !== kernel.line) continue;
      const one = await judgedCell(service, kernel.release, syscalls, cell);
      if (one !== undefined) judged.push(one);
    }
  }
  return judged;
}

async function judgedCell(
  service: Service,
  release: string,
  syscalls: ReadonlyMap<string, EntryOfSyscall>,
  cell: Cell,
): Promise<JudgedCell | undefined> {
  const scenario = SCENARIOS.find(({ id }) => id === cell.scenario);
  const syscall = syscalls.get(scenario?.syscall ?? '');
  if (scenario === undefined || syscall === undefined) return undefined;
  // A graph of calls has no results, nor has a count of stacks: who asks about it tells what failed.
  const told =
    cell.step === 'entry-children' || cell.tool.startsWith('stackcount')
      ? { syscall: scenario.syscall, errno: scenario.errno }
      : {};
  const explained =
    cell.before === 'traced' ? await explainedNames(service, { kernel: release, output: cell.output, ...told }) : [];
  const evidence = {
    syscall: { name: scenario.syscall, ...syscall },
    origin: originOn(scenario, cell.kernel),
    comm: PROVOKER,
    explained,
  };
  return { ...cell, ...judge(cell, evidence) };
}
