/** A site that tests a result against one errno is not reached because of functions that give others. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testedErrnos } from '../../src/domain/reasons.js';
import { loadPacks } from '../../src/node/load-packs.js';
import { createApp } from '../../src/routes/app.js';
import { OriginsAnswer } from '../../src/schemas/origins.js';

test.each([
  ['error == -ENOIOCTLCMD', ['ENOIOCTLCMD']],
  ['(ret == -ENOENT || ret == -ENODATA) && !left', ['ENOENT', 'ENODATA']],
  ['err != -EAGAIN', []],
  ['error < 0', []],
])('%s', (guard, names) => {
  expect([...testedErrnos(guard)]).toEqual(names);
});

test('ioctl ENOTTY: drivers that give something else are no reason', { timeout: 120_000 }, async () => {
  const loaded = await loadPacks(join(import.meta.dirname, '../../data/packs'));
  const app = createApp({ ...loaded, version: '0.0.0', compress: false });
  const response = await app.request('/v1/kernels/6.1/origins?syscall=ioctl&errno=ENOTTY&limit=50');
  const { origins } = OriginsAnswer.parse(await response.json());
  await loaded.close();
  const sites = origins.flatMap((origin) => origin.sites).filter(({ guard }) => testedErrnos(guard ?? '').size > 0);
  expect(sites.length).toBeGreaterThan(0);
  const others = sites.flatMap(({ guard, reasons = [] }) =>
    reasons
      .filter(({ depth }) => depth === 1)
      .flatMap(({ gave }) => gave?.split('|') ?? [])
      .filter((gave) => /^E[A-Z]/.test(gave) && !testedErrnos(guard ?? '').has(gave)),
  );
  expect(others).toEqual([]);
});
