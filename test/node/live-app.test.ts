/** Packs that come, change and go while requests are answered. */

import { copyFileSync, mkdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LiveApp, liveApp } from '../../src/node/live-app.js';
import { makePack, temporaryFolder } from '../project/pack-fixture.js';

let folder: string;
let live: LiveApp;
let errors: Error[];

beforeEach(async () => {
  const place = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', join(place, 'cache'));
  folder = join(place, 'packs');
  mkdirSync(folder);
  await makePack(folder, { id: '6.1.192' });
  errors = [];
  live = await liveApp({ packs: folder, builds: place, lookEvery: 20, onError: (error) => errors.push(error) });
});

afterEach(async () => {
  await live.close();
  vi.unstubAllEnvs();
});

const ask = (path: string): Promise<Response> => live.fetch(new Request(`http://localhost${path}`));

/** Asks about a kernel all the time until `done`; the statuses that came. */
async function askUntil(path: string, done: () => boolean | Promise<boolean>): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let round = 0; round < 3000 && !(await done()); round++) {
    for (const response of await Promise.all(Array.from({ length: 8 }, () => ask(path)))) statuses.add(response.status);
    await new Promise((next) => setTimeout(next, 2));
  }
  expect(await done()).toBe(true);
  return statuses;
}

const FUNCTION = '/v1/kernels/6.1.192/functions/count_mounts';

test('a pack that is added is there, and no request is dropped', async () => {
  await makePack(folder, { id: '6.1.193' });
  const statuses = await askUntil(FUNCTION, () => live.kernels().length === 2);
  expect([...statuses]).toEqual([200]);
  expect((await ask('/v1/kernels/6.1.193/functions/count_mounts')).status).toBe(200);
  expect(errors).toEqual([]);
});

test('a pack that is replaced answers with what the new one holds, under a new ETag', async () => {
  const etag = async (): Promise<string | null> => (await ask('/v1/kernels')).headers.get('etag');
  const before = await etag();
  const elsewhere = temporaryFolder();
  const { packPath } = await makePack(elsewhere, { id: '6.1.194' });
  renameSync(packPath, join(folder, '6.1.192.pack'));
  await askUntil('/v1/kernels', () => live.kernels().join() === '6.1.194');
  expect(await etag()).not.toBe(before);
  expect(errors).toEqual([]);
});

test('a pack that is removed is unknown, and the service lives on', async () => {
  rmSync(join(folder, '6.1.192.pack'));
  await askUntil(FUNCTION, () => live.kernels().length === 0);
  expect((await ask(FUNCTION)).status).toBe(404);
  expect((await ask('/readyz')).status).toBe(503);
  expect((await ask('/healthz')).status).toBe(200);
});

test('a pack that is overwritten by a broken one goes on answering, and whoever runs the service is told', async () => {
  const broken = join(folder, '6.1.192.pack');
  truncateSync(broken, 100);
  const statuses = await askUntil(FUNCTION, () => errors.length > 0);
  expect([...statuses]).toEqual([200]);
  expect(errors[0]?.message).toContain('6.1.192.pack');
  expect((await ask(FUNCTION)).status).toBe(200);
  const { packPath } = await makePack(temporaryFolder(), { id: '6.1.195' });
  copyFileSync(packPath, broken);
  await askUntil('/v1/kernels', () => live.kernels().join() === '6.1.195');
});
