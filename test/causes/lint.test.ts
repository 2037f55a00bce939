/** Every cause of `data/causes/` against every rule, with the bundled packs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAUSES } from '../../src/domain/causes.js';
import type { Pack } from '../../src/domain/pack.js';
import { loadPacks } from '../../src/node/load-packs.js';
import { TOPICS } from '../../src/schemas/cause.js';
import { RULES } from './rules/index.js';

let packs: readonly Pack[] = [];
beforeAll(async () => {
  const loaded = await loadPacks();
  expect(loaded.problems.map(({ message }) => message)).toEqual([]);
  expect(loaded.packs.map(({ manifest }) => manifest.kernel.line)).toContain('6.12');
  packs = await Promise.all(loaded.packs.map((pack) => pack.open()));
}, 120_000);
afterAll(() => Promise.all(packs.map(({ store }) => store.close())));

describe('the causes', () => {
  test('are many, and on every topic', () => {
    expect(CAUSES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(CAUSES.map(({ topic }) => topic))).toEqual(new Set(TOPICS));
  });

  test('are all the files of the folder, each once', () => {
    const files = readdirSync(join(import.meta.dirname, '../../data/causes')).map((name) =>
      name.replace(/\.json$/, ''),
    );
    expect(CAUSES.map(({ id }) => id)).toEqual(files.sort());
  });

  test.each(RULES.map((rule) => [rule.name, rule] as const))(
    'every cause %s',
    async (_, rule) => {
      const found: string[] = [];
      for (const cause of CAUSES)
        for (const problem of await rule.problems(cause, { packs })) found.push(`${cause.id}: ${problem}`);
      expect(found).toEqual([]);
    },
    120_000,
  );
});
