/** `npm run lab -- witness`: what return probes see of each scenario, beside the origin that the scenario tells. */
import { errnoByName, errnoNumber } from '../../src/domain/errno.js';
import { bootGuest, type Guest } from '../guest/guest.js';
import { readyImage } from '../image/image.js';
import type { LabKernel } from '../image/packages.js';
import { originOn, type Scenario } from '../scenarios/scenario.js';
import { startProvoker } from './provoker.js';
import { type EntryOfSyscall, startService } from './service.js';
import { witness } from './witness.js';

/** A guest that a scenario leaves in disorder is replaced. */
export async function witnessScenarios(
  kernel: LabKernel,
  scenarios: readonly Scenario[],
  tell: (line: string) => void,
): Promise<void> {
  const service = await startService();
  const image = await readyImage();
  let guest = await bootGuest(image, kernel.release);
  try {
    const syscalls = await service.syscalls(kernel.release);
    for (const scenario of scenarios) {
      const told = originOn(scenario, kernel.line);
      try {
        const { saw, seen } = await oneScenario(guest, scenario, syscalls);
        const good = saw === scenario.errno && seen[0] === (told.inside ?? told.function);
        tell(
          JSON.stringify({
            good,
            id: scenario.id,
            saw,
            wanted: scenario.errno,
            told: told.inside ?? told.function,
            seen,
          }),
        );
      } catch (error) {
        tell(
          JSON.stringify({
            good: false,
            id: scenario.id,
            error: error instanceof Error ? error.message : String(error),
          }),
        );
        await guest.end();
        guest = await bootGuest(image, kernel.release);
      }
    }
  } finally {
    await guest.end();
    await service.close();
  }
}

async function oneScenario(guest: Guest, scenario: Scenario, syscalls: ReadonlyMap<string, EntryOfSyscall>) {
  const entry = syscalls.get(scenario.syscall)?.entry;
  const errno = errnoByName(scenario.errno);
  const number = errno === undefined ? null : errnoNumber(errno, 'x86_64');
  if (entry === undefined || number === null) throw new Error(`${scenario.syscall} ${scenario.errno} is unknown`);
  const provoker = await startProvoker(guest, scenario, syscalls);
  try {
    const [saw] = await provoker.provoke(1);
    const seen = await witness(guest, provoker, entry, number);
    return { saw, seen };
  } finally {
    await provoker.end();
    if (scenario.undo !== undefined) await guest.run(scenario.undo);
  }
}
