/** Every sample explained with the packs of its kernel: the right tool, chain and origin, and honesty where a file does not tell. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import { CHAINS, EXPECTED, type Label } from '../samples/expected.js';
import { bundledApp } from './bundled-app.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/samples');
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));

/** `bpftrace-x-k6.12-t13.stderr.txt` → the name in the table, and the label. */
function partsOf(file: string): { readonly name: string; readonly label: Label } {
  const [, name = '', label, stderr = ''] = /^(.+)-(k6\.12-t13|k6\.12|k6\.1)(\.stderr)?\.txt$/.exec(file) ?? [];
  return { name: `${name}${stderr}`, label: label as Label };
}

const app = bundledApp();

async function explain(file: string, label: Label): Promise<ExplainAnswer> {
  const kernel = label === 'k6.1' ? '6.1' : '6.12';
  const body = JSON.stringify({ kernel, output: readFileSync(join(folder, file), 'utf8') });
  const response = await app().request('/v1/explain', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(200);
  return ExplainAnswer.parse(await response.json());
}

/** Those of `chain` that stand in `list`, in the order of `chain`. */
const among = (chain: readonly string[], list: readonly string[]): string[] =>
  chain.filter((one) => list.includes(one));

// The first question to a pack reads it.
describe('samples', { timeout: 120_000 }, () => {
  test('each is in the table, and nothing else is', () => {
    const listed = Object.entries(EXPECTED).flatMap(([name, labels]) =>
      Object.keys(labels).map((label) => `${name} ${label}`),
    );
    const there = files.map(partsOf).map(({ name, label }) => `${name} ${label}`);
    expect(there.toSorted()).toEqual(listed.toSorted());
  });

  test.each(files)('%s', async (file) => {
    const { name, label } = partsOf(file);
    const expected = EXPECTED[name]?.[label];
    const answer = await explain(file, label);
    const { tool, seen = [], syscall, errno, origin, confidence, trouble } = expected ?? { tool: 'none' };
    expect(answer.recognised).toBe(tool);
    expect(among(answer.chain, seen)).toEqual(seen);
    if (syscall !== undefined) expect(answer.syscall).toBe(syscall);
    if (errno !== undefined) expect(answer.errno?.name ?? null).toBe(errno);
    if (origin !== undefined) expect(answer.origin?.function ?? null).toBe(origin);
    if (confidence !== undefined) expect(confidence).toContain(answer.confidence.level);
    if (trouble !== undefined)
      expect(answer.problems.map((one) => [one.kind, one.symbol])).toContainEqual([...trouble]);
    expect(answer.summary).not.toBe('');
    if (origin !== 'count_mounts') return;
    // Whatever is filled in from the graph keeps to the way that the call took.
    const chain: readonly string[] = CHAINS[answer.syscall as keyof typeof CHAINS];
    expect(answer.chain.at(-1)).toBe('count_mounts');
    expect(among(answer.chain, chain)).toEqual(among(chain, answer.chain));
    const other = answer.syscall === 'mount' ? 'do_move_mount' : 'path_mount';
    expect(answer.chain).not.toContain(other);
  });
});
