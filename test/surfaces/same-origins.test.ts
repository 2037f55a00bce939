/** The same question has the same origins wherever it is asked: over REST, on pages, in chats, from agents, by commands. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoadedPacks, loadPacks } from '../../src/node/load-packs.js';
import { OriginsAnswer } from '../../src/schemas/origins.js';
import { type Service, startService } from '../e2e/service.js';
import {
  CHAT_ENVIRONMENT,
  chatSurfaces,
  commandSurfaces,
  httpSurfaces,
  type SurfaceQuestion,
  staticSurfaces,
} from './surfaces.js';

const QUESTIONS: readonly SurfaceQuestion[] = [
  { q: 'mount: no space left on device on 6.1', syscall: 'mount', errno: 'ENOSPC', kernel: '6.1' },
  { q: 'semget(0x5, 17, 0600) = -1 ENOSPC, linux 6.1', syscall: 'semget', errno: 'ENOSPC', kernel: '6.1' },
];

/** The shortest surface shows so many. */
const SHOWN = 3;

const data = join(import.meta.dirname, '../../data');
let service: Service;
let loaded: LoadedPacks;
beforeAll(async () => {
  loaded = await loadPacks(join(data, 'packs'), join(data, 'builds'));
  service = await startService(join(data, 'packs'), CHAT_ENVIRONMENT);
}, 300_000);
afterAll(async () => {
  await service.stop();
  await loaded.close();
});

describe.each(QUESTIONS)('$q', (question) => {
  test('has the same origins on every surface', { timeout: 600_000 }, async () => {
    const { packs, builds } = loaded;
    const files = staticSurfaces({ packs, builds, version: '0.0.0', compress: false });
    const surfaces = [...httpSurfaces(service.url), ...commandSurfaces(service.url), ...files];
    const found: (readonly [string, readonly string[]])[] = [];
    for (const { name, least = SHOWN, origins } of surfaces)
      found.push([name, (await origins(question)).slice(0, least)]);
    const [, expected = []] = found[0] ?? [];
    expect(expected).toHaveLength(SHOWN);
    expect(found).toEqual(surfaces.map(({ name, least = SHOWN }) => [name, expected.slice(0, least)]));
  });
});

test('a chat that cannot prove who asks is told nothing', async () => {
  const [question] = QUESTIONS;
  if (question === undefined) throw new Error('no question');
  for (const chat of chatSurfaces(service.url)) expect(await chat.unproved(question), chat.name).toBe(401);
});

test('other ways are told to the first twenty origins, up to four', async () => {
  const response = await fetch(`${service.url}/v1/kernels/6.1/origins?syscall=mount&errno=EBUSY&limit=30`);
  const { origins } = OriginsAnswer.parse(await response.json());
  const ways = origins.map(({ alternatives }) => alternatives.length);
  const most = (list: readonly number[]): number => Math.max(...list);
  expect(ways).toHaveLength(30);
  expect([most(ways.slice(0, 20)), most(ways.slice(20))]).toEqual([4, 0]);
});
