/** A few generated requests with every run of the tests; `npm run fuzz:http` is for many, on whole kernels. */
import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { fuzzHttp, runHttpFuzz } from './fuzz-http.js';

const deps = { packs: [smallKernel('6.1.192', ROOM_TUNABLES)], version: '0.0.0', compress: false };

test('no request breaks anything, and each call is met with one that it answers', { timeout: 120_000 }, async () => {
  const errors: Error[] = [];
  const app = createApp({ ...deps, onError: (error) => errors.push(error) });
  const { statuses, answered, calls } = await fuzzHttp(app, errors, 3000, 28, 2000);
  expect(Object.keys(statuses).sort()).toEqual(expect.arrayContaining(['200', '304', '400', '404', '405', '415']));
  expect(answered).toBeGreaterThan(calls - 6);
});

test('an answer that breaks its schema is found, and so is an error inside', async () => {
  const app = createApp(deps);
  const broken = createApp(deps);
  const send = broken.request.bind(broken);
  broken.request = async (input, init) => {
    if (String(input).startsWith('/v1/errnos?'))
      return Response.json({ errnos: [{ name: 28 }], total: 1, next_cursor: null });
    return send(input, init);
  };
  await expect(fuzzHttp(broken, [], 3000, 28, 2000)).rejects.toThrow(/breaks its schema/);
  await expect(fuzzHttp(app, [new Error('inside')], 10, 28, 2000)).rejects.toThrow(/inside/);
});

test('refuses what is no number', async () => {
  expect(await runHttpFuzz(['--runs', 'many'])).toBe(2);
});
