/** Real failures of other syscalls: the functions that returned the errno, printed by trace (BCC) in any order, explained. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import { bundledApp } from './bundled-app.js';

const root = join(import.meta.dirname, '../..');

const Row = z.object({ syscall: z.string(), errno: z.string(), chain: z.array(z.string()), origin: z.string() });

/** One of so many rows: all take minutes. */
const EVERY = Number(process.env.EXPLAIN_TRUTH_EVERY ?? 12);

const rows = readFileSync(join(root, 'test/truth/dynamic-6.12.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Row.parse(JSON.parse(line)))
  .filter((row, at) => at % EVERY === 0 && row.chain.length > 1);

const app = bundledApp();

/** Every second line from the end, then the rest: neither the order of calls nor that of returns. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  return [...items.filter((_, at) => at % 2 === 1).toReversed(), ...items.filter((_, at) => at % 2 === 0)];
}

const bare = (symbol: string): string => symbol.split('.')[0] ?? symbol;

async function explain({ chain, errno }: z.infer<typeof Row>): Promise<ExplainAnswer> {
  const lines = shuffled(chain).map((symbol) => `4711    4712    worker 7        ${symbol.padEnd(16)} -${errno}`);
  const output = ['PID     TID     COMM            FUNC             -', ...lines].join('\n');
  const body = JSON.stringify({ kernel: '6.12.117+deb12-cloud-amd64', output });
  const response = await app().request('/v1/explain', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(200);
  return ExplainAnswer.parse(await response.json());
}

test('names syscall, deepest function and origin', { timeout: 600_000 }, async () => {
  const wrong: string[] = [];
  let syscalls = 0;
  let deepest = 0;
  let origins = 0;
  for (const row of rows) {
    const answer = await explain(row);
    const last = bare(row.origin);
    const isSyscall = answer.syscall === row.syscall;
    const isDeepest = answer.deepest === last || (row.chain.at(-1) === row.chain[0] && answer.chain.length === 1);
    const found = answer.origin;
    const isOrigin = found !== null && (bare(found.function) === last || bare(found.probe.symbol) === last);
    syscalls += isSyscall ? 1 : 0;
    deepest += isDeepest ? 1 : 0;
    origins += isOrigin ? 1 : 0;
    if (!(isSyscall && isDeepest && isOrigin))
      wrong.push(
        `${row.syscall} ${row.errno} ${row.chain.join(' ')}: ${answer.syscall} ${answer.deepest} ${found?.function}`,
      );
  }
  const share = (count: number): number => count / rows.length;
  expect.soft(share(syscalls), wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
  expect.soft(share(deepest), wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
  expect(share(origins), wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
});
