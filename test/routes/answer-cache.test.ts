/** A question that is asked again: the same answer, without the work. */

import { expect, test } from 'vitest';
import type { Pack } from '../../src/domain/pack.js';
import { createApp } from '../../src/routes/app.js';
import type { AppDeps } from '../../src/routes/app-deps.js';
import { smallKernel } from '../fixtures/small-kernel.js';

function counted(more: Partial<AppDeps> = {}) {
  const pack = smallKernel();
  let opened = 0;
  const known: Pack = {
    ...pack,
    open: async () => {
      opened++;
      return pack;
    },
  };
  const app = createApp({ packs: [known], version: '0.1.0', compress: true, ...more });
  return { app, searches: () => opened };
}

const QUESTION = '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC';
const BODY = { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC' };

function headersOf(response: Response): Record<string, string> {
  const { 'x-request-id': id, ...rest } = Object.fromEntries(response.headers);
  expect(id).toBeTruthy();
  return rest;
}

test.each([
  ['a GET', { path: QUESTION, init: {} }],
  ['a GET, compressed', { path: QUESTION, init: { headers: { 'accept-encoding': 'gzip' } } }],
  [
    'a POST',
    {
      path: '/v1/plan',
      init: {
        method: 'POST',
        body: JSON.stringify(BODY),
        headers: { 'content-type': 'application/json', 'content-length': String(JSON.stringify(BODY).length) },
      },
    },
  ],
])('%s is answered with the same bytes and headers, and its own id', async (_, { path, init }) => {
  const { app, searches } = counted();
  await app.request(path, init);
  const first = await app.request(path, init);
  const second = await app.request(path, init);
  expect(first.status).toBe(200);
  expect(searches()).toBe(2);
  expect(headersOf(second)).toEqual(headersOf(first));
  expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  expect(Buffer.from(await second.arrayBuffer()).equals(Buffer.from(await first.arrayBuffer()))).toBe(true);
});

test('what is asked once takes no room: the next answer is worked for, too, and then kept', async () => {
  const { app, searches } = counted();
  const after = [];
  for (let i = 0; i < 4; i++) {
    await app.request(QUESTION);
    after.push(searches());
  }
  expect(after).toEqual([1, 2, 2, 2]);
});

test('what differs in anything is another question', async () => {
  const { app, searches } = counted();
  const post = (body: object, type = 'application/json') => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': type, 'content-length': String(text.length) };
    return app.request('/v1/plan', { method: 'POST', body: text, headers });
  };
  for (let i = 0; i < 2; i++) {
    await app.request(QUESTION);
    await app.request(`${QUESTION}&limit=1`);
    await app.request(QUESTION, { headers: { 'accept-encoding': 'gzip' } });
    await post(BODY);
    await post({ ...BODY, pid: 4 });
  }
  expect(searches()).toBe(10);
  expect((await post(BODY, 'image/png')).status).toBe(415);
});

test('a refusal is not kept, and whoever has the answer gets 304', async () => {
  const { app } = counted();
  for (let i = 0; i < 3; i++) expect((await app.request(`${QUESTION}&limit=0`)).status).toBe(400);
  const etag = (await app.request(QUESTION)).headers.get('etag') ?? '';
  expect((await app.request(QUESTION, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const head = await app.request(QUESTION, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('whoever may not ask now may not ask for what is kept either', async () => {
  let left = 3;
  const admit = () => (left-- > 0 ? 0 : 7);
  const { app } = counted({ admit });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await app.request(QUESTION)).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

test('no more bytes are kept than may be, and the oldest go first', async () => {
  const size = (await (await counted().app.request(QUESTION)).arrayBuffer()).byteLength;
  const { app, searches } = counted({ answerBytes: size * 2.5 });
  const ask = (limit: number) => app.request(`${QUESTION}&limit=${limit}`);
  for (const limit of [20, 20, 21, 21, 20, 22, 22, 20]) await ask(limit);
  expect(searches()).toBe(6);
  await ask(21);
  expect(searches()).toBe(7);
});

test('where nothing is kept, each question is worked for', async () => {
  const { app, searches } = counted({ answerBytes: 0 });
  for (let i = 0; i < 3; i++) await app.request(QUESTION);
  expect(searches()).toBe(3);
});
