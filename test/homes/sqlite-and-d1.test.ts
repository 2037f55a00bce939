/** The same pack through SQLite and through what `pack export --d1` writes: the same answers, byte for byte. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownPacks, shelf } from '../../src/domain/pack.js';
import { d1Sql } from '../../src/node/d1-sql.js';
import { openPack } from '../../src/node/pack-cache.js';
import { createApp } from '../../src/routes/app.js';
import { openD1Store } from '../../src/store/d1.js';
import type { Store } from '../../src/store/store.js';
import { compiledProgram, indexInto, type Program } from '../index/indexed-tree.js';
import { fakeD1 } from '../store/fake-d1.js';
import { answerOf, type Home, requestsFor } from './requests.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
let program: Program;
let store: Store;
let statements: string[] = [];
let homes: readonly [sqlite: Home, d1: Home, d1WithoutImages: Home];
let imagesRead: string[] = [];

beforeAll(async () => {
  program = await compiledProgram();
  const { packPath } = await indexInto(join(folder, 'packs'), program);
  ({ store } = await openPack(packPath, join(folder, 'cache')));
  statements = [];
  for await (const statement of d1Sql(store, PROGRAM)) statements.push(statement);
  imagesRead = [];
  homes = [
    await homeOver(store),
    await homeOver(noting(openD1Store(fakeD1(statements), { program: PROGRAM, onOther: () => {} }))),
    await homeOver(openD1Store(fakeD1(statements), { program: 'another', onOther: () => {} })),
  ];
}, 60_000);

afterAll(async () => {
  await store.close();
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Names the program that made the images, and that reads them. */
const PROGRAM = 'this-LE';

/** Notes which images are there when they are asked for. */
function noting(of: Store): Store {
  const { images } = of;
  if (images === undefined) return of;
  const read: typeof images.read = async (name) => {
    const found = await images.read(name);
    if (found !== undefined) imagesRead.push(name);
    return found;
  };
  return { ...of, images: { ...images, read } };
}

async function homeOver(of: Store): Promise<Home> {
  const app = createApp({ packs: await knownPacks([of], shelf(1)), version: '0.0.0', compress: false });
  return async ({ path, ...init }) => app.request(path, init);
}

test.each(requestsFor('9.9').map((request) => [`${request.method ?? 'GET'} ${request.path}`, request]))(
  '%s',
  async (_name, request) => {
    const [sqlite, ...others] = await Promise.all(homes.map((home) => answerOf(home, request)));
    expect(sqlite?.status).toBeLessThan(500);
    for (const d1 of others) expect(d1).toEqual(sqlite);
  },
);

test('what the export made at hand was taken', () => {
  expect(new Set(imagesRead)).toEqual(
    new Set(['ground', 'names', 'reach-arm64', 'reach-x86_64', 'regions-arm64', 'regions-x86_64', 'left-x86_64']),
  );
});

test('the requests cover every call of the service', async () => {
  const answer = await homes[0]({ path: '/openapi.json' });
  const { paths } = (await answer.json()) as { readonly paths: Readonly<Record<string, object>> };
  const requests = requestsFor('9.9').map(({ path, method = 'GET' }) => `${method} ${path.replace(/\?.*/, '')}`);
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const missing = calls.filter((call) => {
    const pattern = new RegExp(`^${call.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return !requests.some((request) => pattern.test(request));
  });
  expect(missing).toEqual([]);
});

describe('the SQL', () => {
  test('is loaded twice as well as once: what stood there before goes', async () => {
    const again = await homeOver(openD1Store(fakeD1([...statements, ...statements])));
    const request = { path: '/v1/kernels' };
    expect(await answerOf(again, request)).toEqual(await answerOf(homes[0], request));
  });

  test('that was loaded in part is no pack', async () => {
    const half = openD1Store(fakeD1(statements.slice(0, -1)));
    await expect(knownPacks([half])).rejects.toThrow(/manifest|expected/i);
  });

  test('keeps text as it is, whatever it holds', async () => {
    const odd = 'it\'s; -- /* $a$ "x" \n%';
    const rows: Store = {
      ...store,
      all: async (sql, ...params) =>
        sql.includes('FROM errno')
          ? [{ id: 0, name: odd, number: 1, numbers: null, message: null, file: null, line: 1, alias_of: null }]
          : store.all(sql, ...params),
    };
    const written: string[] = [];
    for await (const statement of d1Sql(rows, undefined)) written.push(statement);
    expect(await openD1Store(fakeD1(written)).get('SELECT name FROM errno')).toEqual({ name: odd });
  });

  test.each([
    ['a NUL', 'a\0b', /cannot be written/],
    ['more than D1 takes', 'x'.repeat(100_000), /larger/],
  ])('is refused for %s', async (_what, value, message) => {
    const rows: Store = {
      ...store,
      all: async (sql, ...params) => (sql.includes('FROM errno') ? [{ name: value }] : store.all(sql, ...params)),
    };
    const run = async (): Promise<void> => {
      for await (const statement of d1Sql(rows, undefined)) expect(statement).toBeDefined();
    };
    await expect(run()).rejects.toThrow(message);
  });
});
