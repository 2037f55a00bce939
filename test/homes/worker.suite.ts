/** Node with SQLite and `wrangler dev` with a local D1, both over HTTP: the same answers. `npm run test:workers` runs it. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../bin/ensure.mjs';
import { knownPacks, shelf } from '../../src/domain/pack.js';
import { d1Sql } from '../../src/node/d1-sql.js';
import { openPack } from '../../src/node/pack-cache.js';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { buildSite } from '../../src/node/site/build-site.js';
import { ROOM } from '../../src/node/site/site-scopes.js';
import { VERSION } from '../../src/version.js';
import { refusalsOf } from '../chat/refusals.js';
import { compiledProgram, indexInto } from '../index/indexed-tree.js';
import { CHAT_ENVIRONMENT, chatSurfaces, httpSurfaces } from '../surfaces/surfaces.js';
import { answerOf, type Home, type HomeRequest, requestsFor } from './requests.js';
import { type LocalWorker, loadLocalD1, startWorker } from './wrangler.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
const site = join(folder, 'site');
let server: RunningServer | undefined;
let worker: LocalWorker | undefined;

beforeAll(async () => {
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const program = await compiledProgram();
  const { packPath } = await indexInto(join(folder, 'packs'), program);
  program.remove();
  // `wrangler dev` brings the program up to date at first, which is the one that reads the images.
  ensureBuilt();
  const stamp = readFileSync(join(import.meta.dirname, '../../dist/build-stamp'), 'utf8');
  const { store } = await openPack(packPath);
  const sql = join(folder, 'pack.sql');
  await buildSite({
    ...{ out: site, dataset: 'd', sources: [], scripts: { 'site.js': '// start', 'shards.js': '// shards' } },
    deps: { packs: await knownPacks([store], shelf(1)), version: VERSION, compress: false },
    wanted: { arches: [], also: new Set(), likely: 5, room: ROOM },
  });
  const statements: string[] = [];
  for await (const statement of d1Sql(store, `${stamp.trim()}-LE`)) statements.push(statement);
  writeFileSync(sql, statements.join('\n'));
  await store.close();
  loadLocalD1(sql, join(folder, 'state'));
  worker = await startWorker(join(folder, 'state'), site, { secrets: CHAT_ENVIRONMENT });
  const builds = join(folder, 'builds');
  mkdirSync(builds);
  const onError = (error: Error): void => {
    throw error;
  };
  server = await startServer({ host: '127.0.0.1', port: 0, packs: dirname(packPath), builds, onError });
});

afterAll(async () => {
  await worker?.stop();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function homeAt(url: string | undefined): Home {
  // Compression is the server's: at the edge it is not the Worker that compresses.
  return ({ path, headers, ...init }: HomeRequest) =>
    fetch(`${url}${path}`, { ...init, headers: { 'accept-encoding': 'identity', ...headers } });
}

/** What the site has a file of, is answered with it. */
const ASKED = requestsFor('9.9').filter(({ path }) => path !== '/assets/page.css');

test.each(ASKED.map((request) => [`${request.method ?? 'GET'} ${request.path}`, request]))(
  '%s',
  async (_name, request) => {
    const [onNode, onWorkers] = await Promise.all(
      [server?.url, worker?.url].map((url) => answerOf(homeAt(url), request)),
    );
    expect(onNode?.status).toBeLessThan(500);
    expect(onWorkers).toEqual(onNode);
  },
);

test('what the export made at hand is of the same program', async () => {
  await answerOf(homeAt(worker?.url), { path: '/v1/kernels/9.9/origins?syscall=openat&errno=EMFILE' });
  expect(worker?.output()).not.toContain('another version');
});

test('the static site is served beside the API: its pages as they are, and all else by the Worker', async () => {
  const get = (path: string): Promise<Response> => fetch(`${worker?.url}${path}`);
  for (const path of [
    'index.html',
    'k/9.9.1/syscall/openat/EMFILE.html',
    'k/9.9.1/syscall/openat/EMFILE.json',
    'assets/page.css',
  ]) {
    const answer = await get(`/${path}`);
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, readFileSync(join(site, path), 'utf8')]);
    expect(answer.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
  const page = await get('/k/9.9.1/syscall/openat/EMFILE.html');
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  // The same page without the ending is the live one.
  expect(await (await get('/k/9.9.1/syscall/openat/EMFILE')).text()).not.toContain('assets/site.js');
  expect((await get('/k/9.9.1/syscall/openat/ENOENTS.html')).status).toBe(404);
  expect(await (await get('/v1/kernels')).json()).toMatchObject({ kernels: [{ id: '9.9.1' }] });
});

test('the same question has the same origins on every surface of a Worker', async () => {
  const question = { q: 'openat EMFILE', syscall: 'openat', errno: 'EMFILE', kernel: '9.9' };
  const url = worker?.url ?? '';
  const found: (readonly [string, readonly string[]])[] = [];
  for (const surface of httpSurfaces(url)) found.push([surface.name, (await surface.origins(question)).slice(0, 3)]);
  expect(found[0]?.[1]).toContain('take_slot');
  expect(found).toEqual(found.map(([name]) => [name, found[0]?.[1]]));
  for (const chat of chatSurfaces(url)) expect(await chat.unproved(question), chat.name).toBe(401);
});

test('a Worker refuses of chats what Node refuses', { timeout: 120_000 }, async () => {
  const refusals = refusalsOf(worker?.url ?? '');
  const found: (readonly [string, number])[] = [];
  for (const { name, send } of refusals) {
    const response = await send();
    await response.text();
    found.push([name, response.status]);
  }
  expect(found).toEqual(refusals.map(({ name, status }) => [name, status]));
});

test('an address that asks more often than the binding allows gets 429, and health all the same', async () => {
  const statuses = new Set<number>();
  for (let round = 0; round < 14; round++) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${worker?.url}/v1/errnos/ENOSPC`)));
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses].sort()).toEqual([200, 429]);
  expect((await fetch(`${worker?.url}/healthz`)).status).toBe(200);
});
