/** What the server on Node keeps to: a rate an address, and requests that are finished before it stops. */

import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { temporaryFolder } from '../project/pack-fixture.js';

let server: RunningServer | undefined;
let place: string;

beforeEach(() => {
  place = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', join(place, 'cache'));
  mkdirSync(join(place, 'packs'));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.unstubAllEnvs();
});

async function start(rate?: number): Promise<RunningServer> {
  const onError = (error: Error): void => {
    throw error;
  };
  const options = { host: '127.0.0.1', port: 0, packs: join(place, 'packs'), builds: place, onError };
  server = await startServer({ ...options, ...(rate !== undefined && { rate }) });
  return server;
}

async function statuses(url: string, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const response = await fetch(url);
    await response.arrayBuffer();
    found.push(response.status);
  }
  return found;
}

test('an address that sends more than its rate gets 429, and health all the same', async () => {
  const { url } = await start(0.2);
  expect(await statuses(`${url}/v1/errnos/ENOSPC`, 4)).toEqual([200, 200, 429, 429]);
  expect(await statuses(`${url}/healthz`, 4)).toEqual([200, 200, 200, 200]);
});

test('without a rate nobody is held back', async () => {
  const { url } = await start();
  expect(new Set(await statuses(`${url}/v1/errnos/ENOSPC`, 30))).toEqual(new Set([200]));
});

test('headers of more than 16 KB are refused', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/healthz`, { headers: { 'x-long': 'x'.repeat(20_000) } });
  expect(response.status).toBe(431);
});

test('a request that is under way is finished before the server stops', async () => {
  const { url, close } = await start();
  const { port } = new URL(url);
  const body = JSON.stringify({ kernel: '6.1', errno: 'ENOSPC' });
  const socket = connect(Number(port), '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => (answer += String(part)));
  const head = `POST /v1/plan HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 5));
  await vi.waitFor(async () => expect(await statuses(`${url}/healthz`, 1)).toEqual([200]));
  const closed = close();
  server = undefined;
  socket.write(body.slice(5));
  await closed;
  // No pack is there: the answer says so, and it came.
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
});
