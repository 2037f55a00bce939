/** What an answer to a chat costs on a warm server: every question of the table, through the webhook, in one process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VERSION } from '../src/version.js';
import { builtProgram } from './built-program.js';

const ROOT = join(import.meta.dirname, '..');
const Question = z.object({ q: z.string() });
const TOKEN = 'bench';

interface Timed {
  readonly q: string;
  /** Milliseconds of CPU time, all threads of the process. */
  readonly cpu: number;
  readonly wall: number;
}

/** One question in so many is asked, so that a run takes a minute or two. */
const EVERY = 3;

/** `npm run chat-speed [-- QUESTIONS.jsonl [EVERY]]`: each question twice, in two rounds, both measured. */
export async function runChatSpeed(argv: readonly string[]): Promise<number> {
  const file = argv[0] ?? join(ROOT, 'test/ask/questions.jsonl');
  const every = Number(argv[1] ?? EVERY);
  const questions = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line, at) => line !== '' && at % every === 0)
    .map((line) => Question.parse(JSON.parse(line)).q);
  const { loadPacks, createApp } = await builtProgram();
  const loaded = await loadPacks(join(ROOT, 'data/packs'), join(ROOT, 'data/builds'));
  const { packs, builds } = loaded;
  const app = createApp({
    packs,
    builds,
    version: VERSION,
    compress: false,
    timeLimit: 60_000,
    chat: { webhook: TOKEN },
  });
  const ask = async (body: string): Promise<void> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await app.request('/chat/webhook', { method: 'POST', body, headers });
    await response.text();
    if (response.status !== 200) throw new Error(`${response.status} for ${body}`);
  };
  const timed = async (q: string): Promise<Timed> => {
    const [from, start] = [process.cpuUsage(), performance.now()];
    await ask(q);
    const { user, system } = process.cpuUsage(from);
    return { q, cpu: (user + system) / 1000, wall: performance.now() - start };
  };
  const round = async (name: string): Promise<readonly Timed[]> => {
    const all: Timed[] = [];
    for (const q of questions) {
      all.push(await timed(q));
      if (all.length % 50 === 0) process.stderr.write(`${name}: ${all.length} of ${questions.length}\n`);
    }
    return all;
  };
  const first = await round('first time');
  const again = await round('warm');
  await loaded.close();
  print(`${questions.length} questions, ms`);
  for (const [name, all] of [
    ['first time', first],
    ['warm', again],
  ] as const)
    for (const what of ['cpu', 'wall'] as const)
      print(
        `${name}, ${what}: median ${share(all, what, 0.5)}, p99 ${share(all, what, 0.99)}, most ${share(all, what, 1)}`,
      );
  for (const { q, cpu } of again.toSorted((a, b) => b.cpu - a.cpu).slice(0, 12))
    print(`${cpu.toFixed(0).padStart(6)}  ${q.split('\n')[0]?.slice(0, 100)}`);
  return 0;
}

function share(all: readonly Timed[], what: 'cpu' | 'wall', part: number): string {
  const sorted = all.map((one) => one[what]).sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0).toFixed(1);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
