/** The calls about tunables: what they answer for the small kernel. */
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';

const app = createApp({ packs: [smallKernel('6.1.192', ROOM_TUNABLES)], version: '0.1.0', compress: false });

/** An answer of unknown shape: tests reach into it by name. */
type Json = ReturnType<typeof JSON.parse>;

async function get(path: string): Promise<{ response: Response; body: Json }> {
  const response = await app.request(path);
  return { response, body: await response.json() };
}

const names = (body: Json): string[] => body.tunables.map(({ name }: Json) => name);

describe('/v1/kernels/{kernel}/tunables', () => {
  test('lists every tunable by kind and name, and pages', async () => {
    const { body } = await get('/v1/kernels/6.1/tunables?limit=3');
    expect(names(body)).toEqual(['small.rooms', 'RLIMIT_ROOMS', 'fs.room-max']);
    expect([body.total, body.syscall, body.errno, body.arch]).toEqual([4, null, null, null]);
    const next = (await get(`/v1/kernels/6.1/tunables?limit=3&cursor=${body.next_cursor}`)).body;
    expect([names(next), next.next_cursor]).toEqual([['net.small.conf.*.rooms'], null]);
  });

  test('says where each is kept, set and written about, and what depends on it', async () => {
    const { body } = await get('/v1/kernels/6.1/tunables?path=/proc/sys/fs/');
    expect(body.tunables).toEqual([
      {
        kind: 'sysctl',
        name: 'fs.room-max',
        path: '/proc/sys/fs/room-max',
        variable: 'sysctl_room_max',
        default: '100',
        default_written: null,
        default_set_by: null,
        min: '1',
        max: null,
        documented: { file: 'Documentation/fs.rst', anchor: 'room-max' },
        defined: { file: 'fs/tree.c', line: 90 },
        sites: 1,
        errnos: ['ENOSPC'],
      },
    ]);
  });

  test.each([
    ['kind=rlimit', ['RLIMIT_ROOMS']],
    ['q=Room%20sysctl', ['fs.room-max']],
    ['errno=ENOSPC', ['small.rooms', 'fs.room-max']],
    ['errno=28&kind=sysctl', ['fs.room-max']],
    ['errno=EPERM', []],
  ])('narrows by %s', async (query, expected) => {
    expect(names((await get(`/v1/kernels/6.1/tunables?${query}`)).body)).toEqual(expected);
  });

  test('with a syscall and an errno, in the order of the origins that they bound', async () => {
    const { body } = await get('/v1/kernels/6.1/tunables?syscall=mount&errno=ENOSPC&arch=arm64&kind=sysctl');
    expect([names(body), body.total, body.arch, body.syscall, body.errno.name]).toEqual([
      ['fs.room-max'],
      1,
      'arm64',
      'mount',
      'ENOSPC',
    ]);
    expect(body.tunables[0].origins).toMatchObject([{ rank: 1, function: 'count_rooms', file: 'fs/tree.c' }]);
    expect(names((await get('/v1/kernels/6.1/tunables?syscall=mount&errno=EPERM')).body)).toEqual([]);
  });

  test.each([
    ['syscall=mount', 400, 'errno'],
    ['kind=knob', 400, 'kind'],
    ['syscall=mont&errno=ENOSPC', 404, 'mount'],
  ])('refuses %s', async (query, status, said) => {
    const { response, body } = await get(`/v1/kernels/6.1/tunables?${query}`);
    expect(response.status).toBe(status);
    expect(JSON.stringify(body)).toContain(said);
  });
});

describe('/v1/kernels/{kernel}/tunables/{name}', () => {
  test.each(['fs.room-max', '%2Fproc%2Fsys%2Ffs%2Froom-max'])(
    'finds %s, with the sites that depend on it',
    async (name) => {
      const { body } = await get(`/v1/kernels/6.1/tunables/${name}`);
      expect(body.name).toBe('fs.room-max');
      expect(body.tunables).toMatchObject([
        {
          kind: 'sysctl',
          failures: [{ errno: 'ENOSPC', function: 'count_rooms', file: 'fs/tree.c', line: 112, guard: 'rooms > max' }],
        },
      ]);
    },
  );

  test('finds what many of a kind share by the name of one of them', async () => {
    const { body } = await get('/v1/kernels/6.1/tunables/net.small.conf.eth0.rooms');
    expect(body.name).toBe('net.small.conf.*.rooms');
  });

  test.each([
    ['fs.rom-max', 'fs.room-max'],
    ['room-max', 'fs.room-max'],
  ])('tells the nearest of %s', async (name, near) => {
    const { response, body } = await get(`/v1/kernels/6.1/tunables/${name}`);
    expect([response.status, body.type]).toEqual([404, 'urn:errnopath:problem:unknown-tunable']);
    expect(body.suggestions).toContain(near);
  });
});

test('a function and its sites list what they depend on, nearest first', async () => {
  const { body } = await get('/v1/kernels/6.1/functions/count_rooms');
  const tunables = [
    { name: 'fs.room-max', default: '100' },
    { name: 'small.rooms', default: null },
  ];
  expect(body.definitions).toMatchObject([{ tunables, sites: [{ tunables }] }]);
});
