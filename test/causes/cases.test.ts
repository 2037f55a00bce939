/** Every incident of the sample has a cause, and the answer to its question carries it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAUSES } from '../../src/domain/causes.js';
import { findOrigins } from '../../src/domain/origins.js';
import type { Pack } from '../../src/domain/pack.js';
import { loadPacks } from '../../src/node/load-packs.js';
import { caseRow, readRows } from '../truth/rows.js';

const rows = readRows('cases-dev.jsonl', caseRow);

let pack: Pack | undefined;
let packs: readonly Pack[] = [];
beforeAll(async () => {
  packs = await Promise.all((await loadPacks()).packs.map((pack) => pack.open()));
  pack = packs.find(({ manifest }) => manifest.kernel.line === '6.1');
}, 120_000);
afterAll(() => Promise.all(packs.map(({ store }) => store.close())));

describe.each(rows.map((row) => [row.id, row] as const))('%s', (_, { errno, syscall, root_function, given }) => {
  const causes = CAUSES.filter(
    (cause) =>
      cause.errnos.includes(errno) &&
      cause.syscalls.includes(syscall) &&
      cause.origins.some((origin) => origin.function === root_function),
  ).map(({ id }) => id);

  test('has a cause', () => {
    expect(causes).not.toEqual([]);
  });

  test('is answered with it', async () => {
    if (pack === undefined) throw new Error('no pack of 6.1');
    const { fs = [], module = [], cmd } = given ?? {};
    const known = { fs, module, ...(cmd !== undefined && { cmd }) };
    const question = { syscall, errno, arch: 'x86_64' as const, limit: 100, offset: 0 };
    const { origins } = await findOrigins(pack, { ...question, ...known });
    const shown = origins.flatMap((origin) => (origin.causes ?? []).map(({ id }) => id));
    expect(causes.some((id) => shown.includes(id))).toBe(true);
  }, 60_000);
});
