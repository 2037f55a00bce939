/** How much of the processor it takes to read and to explain an output of 4 MB: each tool's own, samples repeated, noise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutput } from '../src/tools/read/read-output.js';
import { builtProgram } from './built-program.js';
import { LONGEST, longOutputs } from './long-outputs.js';

const RUNS = 5;

/** `npm run explain-speed [-- FOLDER_OF_SAMPLES]`: CPU for each, the best of five, for half of it, and of the whole answer. */
export async function runExplainSpeed([folder]: readonly string[]): Promise<number> {
  const { loadPacks, createApp } = await builtProgram();
  const { packs, builds, close } = await loadPacks();
  const app = createApp({ packs, builds, version: '0.0.0', compress: false });
  const explain = async (body: Uint8Array<ArrayBuffer>): Promise<void> => {
    const headers = { 'content-type': 'text/plain', 'content-length': String(body.byteLength) };
    const response = await app.request('/v1/explain', { method: 'POST', headers, body });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
  for (const [name, make] of [...longOutputs(LONGEST), ...repeatedSamples(folder)]) {
    const text = make();
    const read = await leastOf(() => readOutput(text));
    const half = await leastOf(() => readOutput(text.slice(0, text.length / 2)));
    const sent = new TextEncoder().encode(text);
    const whole = await leastOf(() => explain(sent));
    process.stdout.write(`${name}: read in ${read} ms, half of it in ${half} ms, answered in ${whole} ms\n`);
  }
  await close();
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

/** Milliseconds of CPU, the least of all runs. */
async function leastOf(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, Math.round((user + system) / 1000));
  }
  return least;
}
