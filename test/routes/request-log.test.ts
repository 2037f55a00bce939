/** What is recorded of a request, and what is not unless it is asked for. */

import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import type { RequestRecord } from '../../src/routes/request-log.js';
import { smallKernel } from '../fixtures/small-kernel.js';

const TRACE = 'mount(8) = -1 ENOSPC of my secret host';

function recording(content: boolean) {
  const records: RequestRecord[] = [];
  const log = { content, write: (record: RequestRecord) => records.push(record) };
  const app = createApp({ packs: [smallKernel()], version: '0.1.0', compress: false, log });
  const explain = (body: string): Response | Promise<Response> =>
    app.request('/v1/explain?kernel=6.1', { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
  return { app, records, explain };
}

test('a request is told by its pattern, status, time and id', async () => {
  const { app, records } = recording(false);
  const response = await app.request('/v1/errnos/ENOSPCE?arch=x86_64');
  const id = response.headers.get('x-request-id');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(records).toEqual([{ id, method: 'GET', route: '/v1/errnos/:errno', status: 404, ms: expect.any(Number) }]);
});

test('nothing that a client wrote is in a record: no question, no trace, no made-up method', async () => {
  const { app, records, explain } = recording(false);
  await explain(TRACE);
  await app.request('/v1/ask?q=my+secret+host');
  await app.request('/my-secret-host');
  await app.request('/v1/errnos', { method: 'SECRET' });
  expect(records.map(({ route, status }) => [route, status])).toEqual([
    ['/v1/explain', 200],
    ['/v1/ask', 200],
    ['', 404],
    ['', 405],
  ]);
  expect(JSON.stringify(records)).not.toMatch(/secret/i);
});

test('addresses and the beginning of bodies are there where they are asked for, and the answer is the same', async () => {
  const { app, records, explain } = recording(true);
  const silent = await (await recording(false).explain(TRACE)).text();
  expect(await (await explain(TRACE)).text()).toBe(silent);
  expect(records[0]).toMatchObject({ address: '/v1/explain?kernel=6.1', body: TRACE });
  await explain(`${TRACE}\n`.repeat(1000));
  expect(records[1]?.body).toHaveLength(4096);
  await app.request('/v1/errnos?arch=x86_64');
  expect(records[2]).toMatchObject({ address: '/v1/errnos?arch=x86_64' });
  expect(records[2]).not.toHaveProperty('body');
});

test.each([
  ['build-17_a=b', true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['a b', false],
  ['"}{', false],
  ['', false],
])('the id %j of a client is kept: %s', async (sent, kept) => {
  const { app, records } = recording(false);
  const response = await app.request('/healthz', { headers: { 'x-request-id': sent } });
  const id = response.headers.get('x-request-id');
  if (kept) expect(id).toBe(sent);
  else expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(records[0]?.id).toBe(id);
});

test('an error is told with the id of its request', async () => {
  const told: [string, string | undefined][] = [];
  const app = createApp({
    packs: [{ ...smallKernel(), open: () => Promise.reject(new Error('the disk is gone')) }],
    ...{ version: '0.1.0', compress: false, onError: (error, id) => told.push([error.message, id]) },
  });
  const response = await app.request('/v1/kernels/6.1/syscalls', { headers: { 'x-request-id': 'mine' } });
  expect(response.status).toBe(503);
  expect(response.headers.get('x-request-id')).toBe('mine');
  expect(told).toEqual([['the disk is gone', 'mine']]);
  expect(await response.text()).not.toContain('disk');
});
