/** Answers that can take seconds stop at their limit, and let others go on meanwhile. */

import { expect, test } from 'vitest';
import { breathing } from '../../src/domain/breathe.js';
import type { Pack } from '../../src/domain/pack.js';
import { createApp } from '../../src/routes/app.js';
import type { Store } from '../../src/store/store.js';
import { makePack } from '../fixtures/pack.js';

/** A kernel in which 2,000 functions return ENOSPC; each read of its store keeps the thread busy for 20 ms. */
function slowKernel(): Pack {
  const pack = makePack({
    id: '6.1.192',
    errnos: { ENOSPC: 28 },
    functions: Array.from({ length: 2000 }, (_, i) => {
      return { name: `f${i}`, file: 'fs/many.c', line: i * 10 + 1, sites: [{ errno: 'ENOSPC', line: i * 10 + 2 }] };
    }),
    edges: [],
    syscalls: [],
  });
  const all: Store['all'] = async (...query) => {
    busyFor(20);
    return pack.store.all(...query);
  };
  const slow: Pack = { ...pack, store: { ...pack.store, all }, open: async () => slow };
  return slow;
}

function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const DIFF = '/v1/diff?from=6.1&to=6.1&errno=ENOSPC&limit=1';

function appOver(pack: Pack, timeLimit: number) {
  return createApp({ packs: [pack], version: '0.1.0', compress: false, timeLimit });
}

test('what takes longer than the limit is a 503 that says how to ask for less', async () => {
  const response = await appOver(slowKernel(), 50).request(DIFF);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    type: 'urn:errnopath:problem:too-slow',
    detail: 'The answer would take longer than 0.05 s. Name both an errno and a syscall.',
  });
});

test('others are answered while one takes long', async () => {
  const app = appOver(slowKernel(), 60_000);
  const order: string[] = [];
  const note = (name: string) => (response: Response) => order.push(`${name} ${response.status}`);
  const long = Promise.resolve(app.request(DIFF)).then(note('long'));
  // It has begun once the thread was let go of for the first time.
  await new Promise((next) => setTimeout(next, 1));
  await Promise.resolve(app.request('/v1/errnos/ENOSPC')).then(note('short'));
  await long;
  expect(order).toEqual(['short 200', 'long 200']);
});

test('a client that has gone is not worked for', async () => {
  const app = appOver(slowKernel(), 60_000);
  const gone = new AbortController();
  const start = performance.now();
  const answer = app.request(new Request(`http://localhost${DIFF}`, { signal: gone.signal }));
  setTimeout(() => gone.abort(), 1);
  expect((await answer).status).toBe(408);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('long work gives others a turn, and stops when it is told to', async () => {
  const stop = new AbortController();
  let turns = 0;
  const count = setInterval(() => {
    turns++;
    if (turns === 3) stop.abort(new Error('enough'));
  }, 1);
  const breathe = breathing(stop.signal);
  const work = async (): Promise<void> => {
    for (;;) {
      busyFor(2);
      await breathe();
    }
  };
  await expect(work()).rejects.toThrow('enough');
  clearInterval(count);
  expect(turns).toBe(3);
});
