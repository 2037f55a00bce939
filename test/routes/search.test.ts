/** The real search under the HTTP surface, on the small kernel: question in, origin and commands out. */
import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { OriginsAnswer } from '../../src/schemas/origins.js';
import { PlanAnswer } from '../../src/schemas/plan.js';
import { smallKernel } from '../fixtures/small-kernel.js';

const app = createApp({
  packs: [smallKernel()],
  version: '0.1.0',
  compress: false,
  onError: (error) => {
    throw error;
  },
});

async function plan(request: object): Promise<PlanAnswer> {
  const body = JSON.stringify({ kernel: '6.1', syscall: 'mount', errno: 'ENOSPC', ...request });
  const response = await app.request('/v1/plan', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return PlanAnswer.parse(await response.json());
}

test('the origins of a pair, each with the path from the entry', async () => {
  const response = await app.request('/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC');
  const { total, entry, origins } = OriginsAnswer.parse(await response.json());
  expect([total, entry]).toEqual([2, '__x64_sys_mount']);
  expect(origins[0]?.path.map((frame) => frame.function)).toEqual([
    '__x64_sys_mount',
    'path_room',
    'do_room',
    'attach_room',
    'count_rooms',
  ]);
  const viaTable = origins[1]?.path.find(({ via }) => via === 'ops');
  expect(viaTable).toMatchObject({ function: 'small_get_tree', table: expect.stringContaining('small_context_ops') });
});

test('a plan leaves out what is probably inlined and says where it shows', async () => {
  const { symbols, warnings, steps } = await plan({});
  expect(symbols).toEqual(expect.arrayContaining(['__x64_sys_mount', 'path_room', 'count_rooms']));
  expect(symbols).not.toContain('do_room');
  expect(warnings).toContain('do_room is probably inlined into path_room: its result shows there');
  const traced = ['who-fails', 'body-ran', 'entry-children', 'return-values', 'one-shot'];
  expect(steps.map(({ id }) => id)).toEqual([...traced, 'read-answer']);
});

test('a plan with symbols attaches to what they hold', async () => {
  const { symbols } = await plan({ symbols: '__x64_sys_mount\ndo_room\ncount_rooms\n' });
  expect(symbols).toEqual(['__x64_sys_mount', 'do_room', 'count_rooms']);
});
