/** `npm run fuzz -- --runs N --seed S`: generated inputs to what reads outputs, explains them and writes commands. */
import fc from 'fast-check';
import { z } from 'zod';
import { createApp } from '../../src/routes/app.js';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import type { PlanCommand } from '../../src/schemas/plan.js';
import { readOutput } from '../../src/tools/read/read-output.js';
import { smallKernel } from '../fixtures/small-kernel.js';
import { anyCommands } from './commands.js';
import { anyOutput } from './outputs.js';
import { strayLines } from './shell-batch.js';

export interface FuzzResult {
  /** Outputs that were read, those of them that went through the HTTP surface, and lines that a shell ran. */
  readonly read: number;
  readonly explained: number;
  readonly lines: number;
  /** The most CPU that one output took, in milliseconds: beside other work the clock says little. */
  readonly slowest: number;
}

/** Of so many outputs one is explained over HTTP, its answer checked. */
const EXPLAIN_EVERY = 20;
/** One input in so many is a job for the writers of commands; each gives several lines. */
const COMMANDS_EVERY = 4;
/** Lines that one shell runs. */
const BATCH = 2_000;
/** Seeds go up by one for each chunk, so that a failure is found again by its own. */
const CHUNK = 5_000;

/**
 * Fails with the input that broke something: a crash, an answer that is no answer, a line that a shell understood otherwise.
 * @param limit - milliseconds of CPU that no output may take
 */
export async function fuzz(runs: number, seed: number, limit: number): Promise<FuzzResult> {
  const app = createApp({ packs: [smallKernel()], version: '0.0.0', compress: false });
  const result = { read: 0, explained: 0, lines: 0, slowest: 0 };
  let waiting: PlanCommand[] = [];
  const settle = (): void => {
    const stray = strayLines(waiting);
    if (stray.length > 0) throw new Error(`a line left its quotes: ${JSON.stringify(stray[0])}`);
    result.lines += waiting.length;
    waiting = [];
  };
  const readOne = async (output: string): Promise<void> => {
    const start = process.cpuUsage();
    const observed = readOutput(output);
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1000;
    result.slowest = Math.max(result.slowest, took);
    if (took > limit) throw new Error(`took ${took} ms: ${JSON.stringify(output).slice(0, 2000)}`);
    if (observed.total < observed.events.length)
      throw new Error(`counts fewer than it holds: ${JSON.stringify(output)}`);
    if (result.read++ % EXPLAIN_EVERY !== 0) return;
    result.explained++;
    const body = JSON.stringify({ kernel: '6.1', output });
    const response = await app.request('/v1/explain', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (response.status !== 200) throw new Error(`status ${response.status}: ${body}`);
    ExplainAnswer.parse(await response.json());
  };
  for (let done = 0, chunk = 0; done < runs; done += CHUNK, chunk++) {
    const count = Math.min(CHUNK, runs - done);
    const jobs = Math.floor(count / COMMANDS_EVERY);
    for (const output of fc.sample(anyOutput, { numRuns: count - jobs, seed: seed + chunk })) await readOne(output);
    for (const commands of fc.sample(anyCommands, { numRuns: Math.max(1, jobs), seed: seed + chunk })) {
      waiting.push(...commands);
      if (waiting.length >= BATCH) settle();
    }
  }
  settle();
  return result;
}

const Options = z.object({ runs: z.coerce.number().int().min(1), seed: z.coerce.number().int() });

/** The command. Gives the exit status. */
export async function runFuzz(argv: readonly string[]): Promise<number> {
  const value = (name: string): string | undefined => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
  const options = Options.safeParse({ runs: value('--runs') ?? 10_000, seed: value('--seed') ?? 1 });
  if (!options.success) {
    process.stderr.write('usage: npm run fuzz -- [--runs NUMBER] [--seed NUMBER]\n');
    return 2;
  }
  const { runs, seed } = options.data;
  const start = performance.now();
  const { read, explained, lines, slowest } = await fuzz(runs, seed, 2_000);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stdout.write(
    `${runs} inputs from seed ${seed} in ${seconds} s: ${read} outputs read (the slowest took ${slowest.toFixed(0)} ms), ${explained} explained, ${lines} lines run by a shell; nothing broke\n`,
  );
  return 0;
}
