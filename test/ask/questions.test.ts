/** What people ask, and what is understood of it, with the bundled kernels. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPacks } from '../../src/node/load-packs.js';
import { createApp } from '../../src/routes/app.js';
import type { App } from '../../src/routes/app-deps.js';
import { AskAnswer } from '../../src/schemas/ask.js';
import { misunderstood, QUESTIONS } from './expected.js';

const root = join(import.meta.dirname, '../..');

let app: App;
/** One that gives up at once. */
let slow: App;
let close: () => Promise<unknown>;

beforeAll(async () => {
  const loaded = await loadPacks(join(root, 'data/packs'), join(root, 'data/builds'));
  // How busy the machine is does not decide what is understood.
  const timeLimit = 120_000;
  app = createApp({ packs: loaded.packs, builds: loaded.builds, version: '0.0.0', compress: false, timeLimit });
  slow = createApp({ packs: loaded.packs, builds: loaded.builds, version: '0.0.0', compress: false, timeLimit: 1 });
  close = loaded.close;
}, 120_000);

afterAll(() => close());

async function ask(q: string, more: Readonly<Record<string, string>> = {}): Promise<AskAnswer> {
  const response = await app.request(`/v1/ask?${new URLSearchParams({ q, ...more })}`);
  expect(response.status, q).toBe(200);
  return AskAnswer.parse(await response.json());
}

function send(q: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return Promise.resolve(app.request('/v1/ask', { method: 'POST', headers, body: JSON.stringify({ q }) }));
}

async function post(q: string): Promise<AskAnswer> {
  const response = await send(q);
  expect(response.status, q).toBe(200);
  return AskAnswer.parse(await response.json());
}

test('every question of the table is understood', { timeout: 900_000 }, async () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(740);
  const wrong: string[] = [];
  for (const question of QUESTIONS) {
    const found = misunderstood(question, await ask(question.q));
    if (found.length > 0) wrong.push(`${question.q}: ${found.join('; ')}`);
  }
  expect(wrong).toEqual([]);
});

test('the answer is that of the call it names', { timeout: 120_000 }, async () => {
  const { answer } = await ask('mount: no space left on device on 6.1 arm64');
  expect(answer?.call).toBe('/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC&arch=arm64');
  const response = await app.request(answer?.call ?? '');
  expect(answer?.body).toEqual(await response.json());
});

test('what the question leaves open is said, and parameters fill it', { timeout: 120_000 }, async () => {
  const open = await ask('mount ENOSPC');
  expect(open.understood.assumed).toEqual([
    expect.stringMatching(/^kernel: \d+\.\d+\.\d+, the newest that is indexed/),
    'arch: x86_64, as none was named',
    expect.stringMatching(/^syscall: mount; .*move_mount/),
  ]);
  const told = await ask('mount ENOSPC', { kernel: '6.1', arch: 'arm64' });
  expect(told.answer?.call).toBe('/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC&arch=arm64');
  const both = await ask('mount ENOSPC on 6.12', { kernel: '6.1' });
  expect(both.answer?.call).toBe('/v1/kernels/6.12/origins?syscall=mount&errno=ENOSPC');
});

test('without a syscall those with known causes are the choices, each a question of its own', {
  timeout: 120_000,
}, async () => {
  const { asks, answer } = await ask('ENOSPC on 6.1');
  expect(answer).toMatchObject({ kind: 'errno', body: { name: 'ENOSPC', number: 28 } });
  expect(asks?.missing).toBe('syscall');
  const labels = asks?.choices.map(({ label }) => label) ?? [];
  expect(labels).toContain('inotify_add_watch');
  const mount = asks?.choices.find(({ label }) => label === 'mount');
  expect(mount?.note).toContain('fs.mount-max');
  const next = await ask(mount?.q ?? '');
  expect(next.understood).toMatchObject({ kind: 'origins', syscall: 'mount', kernel: '6.1' });
});

test('which program calls what since when is told with its source', { timeout: 120_000 }, async () => {
  const { understood } = await ask('mount from util-linux 2.41 says No space left on device');
  expect(understood.syscalls).toEqual(['move_mount', 'fsmount', 'fsconfig', 'fsopen']);
  expect(understood.facts).toEqual([
    expect.objectContaining({ of: 'util-linux', since: '2.39', source: expect.stringMatching(/^https:\/\//) }),
  ]);
});

test('what was taken for something else than it is, is said wherever the answer is', { timeout: 120_000 }, async () => {
  const misspelt = await ask('inotfy_add_watch no space left on device');
  expect(misspelt.understood).toMatchObject({ kind: 'origins', syscall: 'inotify_add_watch' });
  expect(misspelt.understood.assumed[0]).toBe('“inotfy_add_watch” was read as inotify_add_watch');
  const path = await ask('/srv/data/x.lock: Too many open files');
  expect(path.understood.syscall).toBe('openat');
  expect(path.understood.assumed[0]).toBe('“/srv/data/x.lock” was read as openat, as nothing says what was done to it');
  // What is tried last is what failed; where that is no call that is known, an outer one is not taken for it.
  const unknown = await ask('unable to start worker process: unable to frobnicate the flux: operation not permitted');
  expect(unknown.understood).toMatchObject({ kind: 'errno', errno: { name: 'EPERM' }, syscall: null });
  expect(unknown.asks?.missing).toBe('syscall');
});

test('an answer that takes too long is a problem, and no question that is asked back', {
  timeout: 120_000,
}, async () => {
  const response = await slow.request('/v1/ask?q=what+changed+for+EINVAL+between+5.10+and+7.3');
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ type: 'urn:errnopath:problem:too-slow', detail: expect.stringMatching(/0\.001 s/) }),
  ]);
});

test('a question of the greatest length is answered, a longer one refused', { timeout: 120_000 }, async () => {
  for (const unit of ['a(', 'mount: ', 'f0', '- ', '"', 'ENOSPC EIO ', 'x_y ', '6.1 ', '/proc/sys/', '= -1 '])
    await post(unit.repeat(8000 / unit.length - 1).trim());
  expect((await send('x'.repeat(8001))).status).toBe(400);
  expect(await post('mount ENOSPC')).toEqual(await ask('mount ENOSPC'));
});
