/** The process in a guest that fails on request: provoke.py with a scenario. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRNOS, errnoNumber } from '../../src/domain/errno.js';
import type { Guest } from '../guest/guest.js';
import { PROVOKER, type Scenario } from '../scenarios/scenario.js';
import type { EntryOfSyscall } from './service.js';

const READY_MS = 120_000;
const CALL_MS = 60_000;

export interface Provoker {
  readonly pid: number;
  /** Makes the call so many times, a tenth of a second apart: what each gave, `ENOSPC` or `OK`, where it did not fail. */
  provoke(times: number): Promise<readonly string[]>;
  /** Ends it and its children. */
  end(): Promise<void>;
}

/** Runs the set-up and starts the process; throws with what it printed where that fails. */
export async function startProvoker(
  guest: Guest,
  { id, setup, before, call }: Scenario,
  syscalls: ReadonlyMap<string, EntryOfSyscall>,
): Promise<Provoker> {
  if (setup !== undefined) {
    const { output, status } = await guest.run(setup);
    if (status !== 0) throw new Error(`the set-up of ${id} ended with ${status}: ${output}`);
  }
  const numbers = Object.fromEntries([...syscalls].map(([name, { number }]) => [name, number]));
  guest.write('/run/lab/provoke.py', await readFile(join(import.meta.dirname, '../guest/provoke.py')));
  guest.write('/run/lab/scenario.json', JSON.stringify({ before: before ?? '', call, comm: PROVOKER, numbers }));
  const job = guest.start('echo $$; exec python3 -S -E /run/lab/provoke.py /run/lab/scenario.json', { tty: false });
  const failed = (why: string) => new Error(`${id}: ${why}: ${job.output().trim()}`);
  if (!(await job.printed(/^ready$/m, READY_MS))) throw failed('its process does not come up');
  let told = job.output().split('\n').indexOf('ready') + 1;
  return {
    pid: Number(job.output().split('\n')[0]),
    provoke: async (times) => {
      job.input(`${times}\n`);
      const lines = () => job.output().split('\n').slice(0, -1);
      if (!(await job.printed(() => lines().length >= told + times, CALL_MS))) throw failed('it does not answer');
      const answers = lines().slice(told, told + times);
      told += times;
      return answers.map(errnoNamed);
    },
    end: async () => {
      job.signal(9);
      await job.ended;
    },
  };
}

function errnoNamed(text: string): string {
  const number = Number(text);
  if (number === 0) return 'OK';
  return ERRNOS.find((errno) => errnoNumber(errno, 'x86_64') === number)?.name ?? text;
}
