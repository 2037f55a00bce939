/** How much of the processor it takes to read an output of 4 MB: each tool's own, samples repeated, noise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutput } from '../src/tools/read/read-output.js';
import { LONGEST, longOutputs } from './long-outputs.js';

const RUNS = 5;

/** `npm run explain-speed [-- FOLDER_OF_SAMPLES]`: CPU for each, the best of five, and for half of it. */
export async function runExplainSpeed([folder]: readonly string[]): Promise<number> {
  for (const [name, make] of [...longOutputs(LONGEST), ...repeatedSamples(folder)]) {
    const text = make();
    const [whole, half] = [text, text.slice(0, text.length / 2)].map((one) => Math.min(...timesOf(one)));
    process.stdout.write(`${name}: ${whole} ms, half of it ${half} ms\n`);
  }
  return 0;
}

function repeatedSamples(folder: string | undefined): readonly (readonly [string, () => string])[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => /-k6\.12\.txt$/.test(file))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
    .filter(([, sample]) => sample.length > 200)
    .map(
      ([name, sample]) => [name, () => sample.repeat(Math.ceil(LONGEST / sample.length)).slice(0, LONGEST)] as const,
    );
}

/** Milliseconds of CPU. */
function timesOf(text: string): readonly number[] {
  return Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    readOutput(text);
    const { user, system } = process.cpuUsage(before);
    return Math.round((user + system) / 1000);
  });
}
