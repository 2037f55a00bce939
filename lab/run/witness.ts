/** Which functions returned an errno, seen by return probes of the kernel itself: what the truth of a scenario is held against. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guest } from '../guest/guest.js';
import { PROVOKER } from '../scenarios/scenario.js';
import type { Provoker } from './provoker.js';

/** A probe on each function that runs can take long where it is emulated. */
const STEP_MS = 300_000;

/** The functions that returned it, in the order in which they did; the entry of the syscall is the last. */
export async function witness(
  guest: Guest,
  provoker: Provoker,
  entry: string,
  errno: number,
): Promise<readonly string[]> {
  guest.write('/run/lab/witness.py', await readFile(join(import.meta.dirname, '../guest/witness.py')));
  const step = async (...words: readonly (string | number)[]) => {
    const { output, status } = await guest.run(`python3 -S -E /run/lab/witness.py ${words.join(' ')}`, {
      timeoutMs: STEP_MS,
    });
    if (status !== 0) throw new Error(`the witness fails at ${words[0]}: ${output}`);
    return output;
  };
  try {
    await step('graph', provoker.pid, entry);
    await provoker.provoke(1);
    await step('hook');
    await provoker.provoke(1);
    const seen = await step('read', PROVOKER, errno);
    return seen.split('\n').filter((line) => line !== '');
  } finally {
    await step('clean');
  }
}
