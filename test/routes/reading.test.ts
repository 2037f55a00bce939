/** The calls that read: what they answer for the small kernel. */
import { describe, expect, test } from 'vitest';
import { get, type Json } from './app-fixture.js';

const kernel = { id: '6.1.192', requested: '6.1', exact: false };

describe('/v1/kernels', () => {
  test('lists the kernels, newest line first, with their counts', async () => {
    const { body } = await get('/v1/kernels');
    expect(body.kernels.map(({ id }: Json) => id)).toEqual(['6.12.117', '6.1.192']);
    expect(body.kernels[1]).toEqual({
      id: '6.1.192',
      line: '6.1',
      version: '6.1.192',
      source: 'linux-6.1.192',
      arches: ['x86_64', 'arm64'],
      functions: 10,
      sites: 6,
      edges: 7,
      syscalls: 6,
      indexer_version: '0.1.0',
      indexed_at: '2026-01-02T03:04:05Z',
      builds: [],
    });
  });

  test('pages with a cursor', async () => {
    const first = (await get('/v1/kernels?limit=1')).body;
    const second = (await get(`/v1/kernels?limit=1&cursor=${first.next_cursor}`)).body;
    expect([first, second].map(({ kernels }) => kernels[0].id)).toEqual(['6.12.117', '6.1.192']);
    expect([first.total, second.next_cursor]).toEqual([2, null]);
  });
});

describe('/v1/errnos', () => {
  test('pages through every errno once', async () => {
    const names: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 20; pages++) {
      const { body } = await get(`/v1/errnos?limit=50${cursor}`);
      names.push(...body.errnos.map(({ name }: Json) => name));
      if (body.next_cursor === null) {
        expect(names).toHaveLength(body.total);
        break;
      }
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['ENOSPC', 'ERESTARTSYS']));
  });

  test.each(['ENOSPC', 'enospc', '28', '-28', '0xffffffe4', 'ffffffffffffffe4', 'no space left on device'])(
    'understands %s',
    async (spelling) => {
      const { body } = await get(`/v1/errnos/${encodeURIComponent(spelling)}`);
      expect(body).toMatchObject({
        name: 'ENOSPC',
        number: 28,
        message: 'No space left on device',
        translated_to: null,
      });
      expect(body.where).toEqual({ file: 'include/uapi/asm-generic/errno-base.h', line: 32 });
    },
  );

  test('joins a code that stays inside the kernel to what user space sees', async () => {
    expect((await get('/v1/errnos/ERESTARTSYS')).body).toMatchObject({ internal: true, translated_to: 'EINTR' });
    expect((await get('/v1/errnos/EINTR')).body.translated_from).toContain('ERESTARTSYS');
  });

  test('gives the number of the arch', async () => {
    expect((await get('/v1/errnos/EDEADLK?arch=mips')).body.number).toBe(45);
    expect((await get('/v1/errnos/EDEADLK')).body.number).toBe(35);
  });
});

describe('…/sites', () => {
  const sites = async (query: string): Promise<Json> => (await get(`/v1/kernels/6.1/errnos/${query}`)).body;
  const places = (body: Json): string[] => body.sites.map(({ file, line }: Json) => `${file}:${line}`);

  test('lists where an errno is returned, in the order of the tree', async () => {
    const body = await sites('ENOSPC/sites');
    expect(body).toMatchObject({ kernel, arch: null, total: 2, next_cursor: null });
    expect(body.sites[0]).toEqual({
      errno: 'ENOSPC',
      function: 'small_fill',
      file: 'fs/small/super.c',
      line: 50,
      kind: 'return',
      guard: 'blocks == 0',
      guard_line: 49,
      guards: [{ kind: 'if', text: 'blocks == 0', line: 49 }],
      other_guards: [],
      values: [],
      file_config: null,
      config: 'CONFIG_SMALL_FS',
      macro: null,
      reason: null,
      tunables: [],
    });
    expect(places(body)).toEqual(['fs/small/super.c:50', 'fs/tree.c:112']);
  });

  test('narrows by a file, a folder, any beginning of a path, and a function', async () => {
    expect(places(await sites('ENOSPC/sites?path=fs/tree.c'))).toEqual(['fs/tree.c:112']);
    expect(places(await sites('ENOSPC/sites?path=fs/small/'))).toEqual(['fs/small/super.c:50']);
    expect(places(await sites('ENOSPC/sites?path=/fs/sm'))).toEqual(['fs/small/super.c:50']);
    expect(places(await sites('ENOSPC/sites?path=fs'))).toHaveLength(2);
    expect(places(await sites('ENOSPC/sites?function=count_rooms'))).toEqual(['fs/tree.c:112']);
    expect(await sites('ENOSPC/sites?path=drivers/')).toMatchObject({ total: 0, sites: [], next_cursor: null });
  });

  test('leaves out the files of other arches', async () => {
    expect(places(await sites('EINVAL/sites'))).toHaveLength(3);
    expect(places(await sites('EINVAL/sites?arch=amd64'))).toEqual(['arch/x86/kernel/ports.c:14', 'fs/tree.c:404']);
    expect(places(await sites('EINVAL/sites?arch=arm64'))).toEqual(['arch/arm64/kernel/flush.c:12', 'fs/tree.c:404']);
    expect(places(await sites('EINVAL/sites?arch=arm64&path=arch/x86'))).toEqual([]);
  });

  test('pages without a gap or a repetition', async () => {
    const first = await sites('EINVAL/sites?limit=2');
    const second = await sites(`EINVAL/sites?limit=2&cursor=${first.next_cursor}`);
    expect([...places(first), ...places(second)]).toEqual(places(await sites('EINVAL/sites')));
    expect([first.total, second.total, second.next_cursor]).toEqual([3, 3, null]);
  });

  test('an errno that this kernel never returns has no sites', async () => {
    expect(await sites('EDOM/sites')).toMatchObject({ total: 0, sites: [] });
  });
});

describe('…/functions/{name}', () => {
  const functionOf = async (name: string): Promise<Json> => (await get(`/v1/kernels/6.1/functions/${name}`)).body;

  test('gives place, sites, callers and probe', async () => {
    const body = await functionOf('count_rooms');
    expect(body).toMatchObject({ kernel, name: 'count_rooms' });
    expect(body.definitions).toHaveLength(1);
    expect(body.definitions[0]).toMatchObject({
      file: 'fs/tree.c',
      line: 100,
      end_line: 120,
      static: false,
      config: null,
      sites: [{ line: 112, guard: 'rooms > max', errno: 'ENOSPC' }],
      callees: [],
      callers: [{ function: 'attach_room', file: 'fs/tree.c', line: 210, via: 'call' }],
      probe: { symbol: 'count_rooms', likelihood: 0.998 },
      tunables: [],
    });
  });

  test('walks through an ops table, from either end', async () => {
    const [caller] = (await functionOf('do_room')).definitions;
    expect(caller.callees).toContainEqual({
      function: 'small_get_tree',
      file: 'fs/small/super.c',
      line: 320,
      via: 'ops',
      table: 'small_context_ops',
    });
    const [callee] = (await functionOf('small_get_tree')).definitions;
    expect(callee.callers).toEqual([
      { function: 'do_room', file: 'fs/tree.c', line: 320, via: 'ops', table: 'small_context_ops' },
    ]);
    expect(callee.callees).toEqual([
      { function: 'small_fill', file: 'fs/small/super.c', line: 84, via: 'callback', table: 'get_tree_bdev' },
    ]);
  });

  test('gives every definition of a name, or those of one file', async () => {
    const both = await functionOf('attach_room');
    expect(both.definitions.map(({ file }: Json) => file)).toEqual(['fs/tree.c', 'kernel/other.c']);
    expect((await functionOf('attach_room?file=kernel/other.c')).definitions).toHaveLength(1);
  });

  test.each(['sys_mount', '__x64_sys_mount', '__arm64_sys_mount', '__ia32_sys_mount', '__se_sys_mount', 'SyS_mount'])(
    'takes %s for the body of mount',
    async (name) => {
      const body = await functionOf(name);
      expect(body.definitions.map((definition: Json) => definition.name)).toEqual(['sys_mount']);
      expect(body.definitions[0].entries).toEqual(['__arm64_sys_mount', '__ia32_sys_mount', '__x64_sys_mount']);
      expect(body.definitions[0].probe.symbol).toBe('__x64_sys_mount');
    },
  );
});

describe('the probe of a syscall’s body', () => {
  test('is the entry of the arch', async () => {
    const { body } = await get('/v1/kernels/6.1/functions/sys_mount?arch=arm64');
    expect(body.definitions[0].probe.symbol).toBe('__arm64_sys_mount');
  });
});

describe('…/syscalls', () => {
  test('lists the syscalls of the arch with entries and errnos', async () => {
    const { body } = await get('/v1/kernels/6.1/syscalls');
    expect(body).toMatchObject({ kernel, arch: 'x86_64', total: 3, next_cursor: null });
    expect(body.syscalls[1]).toEqual({
      name: 'mount',
      number: 165,
      abi: '64',
      entry: '__x64_sys_mount',
      compat_entries: [{ abi: 'ia32', number: 21, entry: '__ia32_sys_mount' }],
      errnos: ['EINVAL', 'ENOMEM', 'ENOSPC'],
    });
    expect(body.syscalls[2]).toMatchObject({ name: 'uselib', errnos: [] });
  });

  test.each(['mount', 'sys_mount', '__x64_sys_mount', '165', 'SyS_mount'])('understands %s', async (spelling) => {
    const { body } = await get(`/v1/kernels/6.1/syscalls/${spelling}`);
    expect(body).toMatchObject({
      syscall: 'mount',
      number: 165,
      entry: '__x64_sys_mount',
      file: 'fs/tree.c',
      line: 500,
    });
    expect(body.errnos).toEqual([
      { name: 'EINVAL', origins: 1, documented: true },
      { name: 'ENOMEM', origins: 1, documented: true },
      { name: 'ENOSPC', origins: 2, documented: true },
    ]);
  });

  test('a number is that of the arch', async () => {
    expect((await get('/v1/kernels/6.1/syscalls/40?arch=aarch64')).body.entry).toBe('__arm64_sys_mount');
    expect((await get('/v1/kernels/6.1/syscalls/40')).response.status).toBe(404);
  });

  test('a call that only a compat ABI has is listed with that ABI', async () => {
    const { body } = await get('/v1/kernels/6.1/syscalls/cacheflush?arch=arm64');
    expect(body).toMatchObject({ abi: '32', entry: '__arm64_sys_cacheflush' });
  });
});

describe('…/origins', () => {
  test('gives the origins, best first, and who was asked about', async () => {
    const { body } = await get('/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC');
    expect(body).toMatchObject({
      kernel,
      arch: 'x86_64',
      syscall: 'mount',
      entry: '__x64_sys_mount',
      errno: { name: 'ENOSPC', number: 28, message: 'No space left on device' },
      total: 2,
      next_cursor: null,
    });
    expect(body.origins.map((origin: Json) => origin.function)).toEqual(['count_rooms', 'small_fill']);
  });

  test('answers for another arch with that arch’s entry', async () => {
    const { body } = await get('/v1/kernels/6.1/origins?syscall=mount&errno=-28&arch=aarch64');
    expect(body).toMatchObject({ arch: 'arm64', entry: '__arm64_sys_mount' });
  });

  test('pages with a cursor', async () => {
    const url = '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC&limit=1';
    const first = (await get(url)).body;
    const second = (await get(`${url}&cursor=${first.next_cursor}`)).body;
    expect([first, second].map(({ origins }) => origins[0].rank)).toEqual([1, 2]);
    expect(second.next_cursor).toBeNull();
  });

  test('a pair that exists and has no origin is an answer, not an error', async () => {
    const { response, body } = await get('/v1/kernels/6.1/origins?syscall=mount&errno=EXDEV');
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ total: 0, origins: [], next_cursor: null });
  });

  test('names how the kernel was matched', async () => {
    const matched = async (name: string): Promise<Json> =>
      (await get(`/v1/kernels/${name}/origins?syscall=mount&errno=ENOSPC`)).body.kernel;
    expect(await matched('6.1.192')).toEqual({ id: '6.1.192', requested: '6.1.192', exact: true });
    expect(await matched('6.1.0-55-amd64')).toEqual({ id: '6.1.192', requested: '6.1.0-55-amd64', exact: false });
    expect(await matched('latest')).toEqual({ id: '6.12.117', requested: 'latest', exact: true });
  });

  test('takes the context of the failure, repeated or in one list', async () => {
    const url =
      '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC&fs=small,tmpfs&module=small&module=other&cmd=MS_BIND';
    expect((await get(url)).response.status).toBe(200);
  });
});
