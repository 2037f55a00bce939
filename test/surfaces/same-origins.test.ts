/** The same question has the same origins wherever it is asked: over REST, in chats, from agents, on the command line. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../e2e/service.js';
import { CHAT_ENVIRONMENT, chatSurfaces, commandSurfaces, httpSurfaces, type SurfaceQuestion } from './surfaces.js';

const QUESTIONS: readonly SurfaceQuestion[] = [
  { q: 'mount: no space left on device on 6.1', syscall: 'mount', errno: 'ENOSPC', kernel: '6.1' },
  { q: 'semget(0x5, 17, 0600) = -1 ENOSPC, linux 6.1', syscall: 'semget', errno: 'ENOSPC', kernel: '6.1' },
];

/** The shortest surface shows so many. */
const SHOWN = 3;

let service: Service;
beforeAll(async () => {
  service = await startService(join(import.meta.dirname, '../../data/packs'), CHAT_ENVIRONMENT);
}, 300_000);
afterAll(() => service.stop());

describe.each(QUESTIONS)('$q', (question) => {
  test('has the same origins on every surface', { timeout: 300_000 }, async () => {
    const surfaces = [...httpSurfaces(service.url), ...commandSurfaces(service.url)];
    const found: (readonly [string, readonly string[]])[] = [];
    for (const surface of surfaces) found.push([surface.name, (await surface.origins(question)).slice(0, SHOWN)]);
    const [, expected = []] = found[0] ?? [];
    expect(expected).toHaveLength(SHOWN);
    expect(found).toEqual(surfaces.map(({ name }) => [name, expected]));
  });
});

test('a chat that cannot prove who asks is told nothing', async () => {
  const [question] = QUESTIONS;
  if (question === undefined) throw new Error('no question');
  for (const chat of chatSurfaces(service.url)) expect(await chat.unproved(question), chat.name).toBe(401);
});
