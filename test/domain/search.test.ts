/** The search over a small graph: costs, contexts, counts, and answers that do not depend on what was asked before. */

import { describe, expect, test } from 'vitest';
import { countOrigins, errnoNodes, errnosOf } from '../../src/domain/count-origins.js';
import { errnosOf as returnedBy, returnSets } from '../../src/domain/export/return-sets.js';
import { Memory } from '../../src/domain/memory.js';
import { findOrigins, type OriginsQuery } from '../../src/domain/origins.js';
import { makePack } from '../fixtures/pack.js';

const pack = makePack({
  id: '6.1.1',
  errnos: { EIO: 5, ENOSPC: 28 },
  functions: [
    { name: 'applefs_make', file: 'fs/applefs/dir.c', line: 10 },
    { name: 'applefs_room', file: 'fs/applefs/dir.c', line: 90, sites: [{ errno: 'ENOSPC', line: 95 }] },
    { name: 'pearfs_make', file: 'fs/pearfs/dir.c', line: 10, sites: [{ errno: 'ENOSPC', line: 12 }] },
    { name: 'sys_make', file: 'fs/make.c', line: 5 },
    {
      name: 'check_make',
      file: 'fs/make.c',
      line: 1,
      sites: [
        { errno: 'ENOSPC', line: 2 },
        { errno: 'EIO', line: 3 },
      ],
    },
    { name: 'shared_room', file: 'lib/room.c', line: 7, sites: [{ errno: 'ENOSPC', line: 9 }] },
  ].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)),
  slots: { make: 'ops' },
  edges: [
    { from: 'sys_make', to: 'check_make', line: 6 },
    { from: 'sys_make', to: '#make', via: 'ops', line: 7 },
    { from: '#make', to: 'applefs_make', via: 'ops', label: 'apple_ops' },
    { from: '#make', to: 'pearfs_make', via: 'ops', label: 'pear_ops' },
    { from: 'applefs_make', to: 'applefs_room', line: 11 },
    { from: 'applefs_make', to: 'shared_room', line: 12 },
  ],
  syscalls: [{ arch: 'x86_64', abi: '64', name: 'make', number: 1, entry: '__x64_sys_make', body: 'sys_make' }],
});

async function names(known: Partial<OriginsQuery> = {}): Promise<readonly string[]> {
  const query = { syscall: 'make', errno: 'ENOSPC', arch: 'x86_64' as const, limit: 20, offset: 0, ...known };
  return (await findOrigins(pack, query)).origins.map((origin) => origin.function);
}

describe('a search', () => {
  test('puts what is near before what lies behind a table', async () => {
    expect(await names()).toEqual(['check_make', 'pearfs_make', 'applefs_room', 'shared_room']);
  });

  test('prefers ways through a named file system, whatever they lead to, and keeps the others in the list', async () => {
    expect(await names({ fs: ['apple'] })).toEqual(['applefs_room', 'shared_room', 'check_make', 'pearfs_make']);
    expect((await names({ fs: ['pearfs'] }))[0]).toBe('pearfs_make');
  });

  test('is not changed by a name that the kernel does not know', async () => {
    expect(await names({ fs: ['bananafs'] })).toEqual(await names());
  });

  test('gives the same after other searches', async () => {
    const first = await names();
    await names({ errno: 'EIO' });
    await names({ fs: ['apple'] });
    expect(await names()).toEqual(first);
  });

  test('gives pages that fit together', async () => {
    const whole = await names();
    const pages = [...(await names({ limit: 2 })), ...(await names({ limit: 2, offset: 2 }))];
    expect(pages).toEqual(whole);
  });

  test('shows the way through a named file system', async () => {
    const query = { syscall: 'make', errno: 'ENOSPC', arch: 'x86_64' as const, fs: ['apple'], limit: 2, offset: 0 };
    const { origins, total } = await findOrigins(pack, query);
    expect(total).toBe(4);
    expect(origins[1]?.path.map((frame) => frame.function)).toEqual(['__x64_sys_make', 'applefs_make', 'shared_room']);
  });
});

describe('code that an arch cannot have', () => {
  const mixed = makePack({
    id: '6.1.1',
    errnos: { EIO: 5 },
    functions: [
      { name: 'big_make', file: 'drivers/big.c', line: 1, arches: ['s390'], sites: [{ errno: 'EIO', line: 2 }] },
      { name: 'any_make', file: 'fs/any.c', line: 1, sites: [{ errno: 'EIO', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 1 },
    ],
    edges: [
      { from: 'sys_make', to: 'big_make' },
      { from: 'sys_make', to: 'any_make', via: 'test' },
    ],
    syscalls: (['x86_64', 's390'] as const).map((arch) => {
      return { arch, abi: '64', name: 'make', number: 1, entry: `__${arch}_sys_make`, body: 'sys_make' };
    }),
  });

  test.each([
    ['x86_64', ['any_make']],
    ['s390', ['big_make', 'any_make']],
  ] as const)('gives no origin on %s', async (arch, expected) => {
    const { origins, total } = await findOrigins(mixed, { syscall: 'make', errno: 'EIO', arch, limit: 9, offset: 0 });
    expect(origins.map((origin) => origin.function)).toEqual(expected);
    expect(total).toBe(expected.length);
  });
});

describe('counts', () => {
  const entry = 3;

  test('are those of the searches', async () => {
    const counts = await countOrigins(pack, entry, 'x86_64');
    const byName = new Map(pack.errnos.map((row) => [row.name, counts.get(row.id)]));
    expect(byName.get('ENOSPC')).toBe((await names()).length);
    expect(byName.get('EIO')).toBe(1);
  });

  test('name the errnos that can come out', async () => {
    const all = await errnoNodes(pack, 'x86_64');
    expect(errnosOf(all, entry)).toHaveLength(2);
    expect(errnosOf(all, 0)).toHaveLength(1);
  });
});

describe('a search through rewrites', () => {
  const file = 'fs/turn.c';
  const turning = makePack({
    id: '6.1.1',
    errnos: { ENOENT: 2, EIO: 5, EAGAIN: 11, ENOSPC: 28 },
    functions: [
      { name: 'sys_turn', file, line: 1, sites: [{ errno: 'EAGAIN', line: 3 }] },
      { name: 'again', file, line: 10, sites: [{ errno: 'ENOSPC', line: 13 }] },
      { name: 'other', file, line: 20 },
      {
        name: 'deep',
        file,
        line: 30,
        sites: [
          { errno: 'ENOSPC', line: 31 },
          { errno: 'EIO', line: 32 },
          { errno: 'ENOENT', line: 33 },
        ],
      },
    ],
    edges: [
      { from: 'sys_turn', to: 'again', line: 2, turn: { from: ['ENOSPC', 'EIO'], to: 'EAGAIN' } },
      { from: 'sys_turn', to: 'other', line: 5, turn: { from: ['EIO'], to: 'EAGAIN' } },
      { from: 'again', to: 'deep', line: 11, turn: { from: ['ENOENT'], to: 'ENOSPC' } },
      { from: 'other', to: 'deep', line: 21 },
    ],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'turn', number: 1, entry: '__x64_sys_turn', body: 'sys_turn' }],
  });
  const query = { syscall: 'turn', arch: 'x86_64' as const, limit: 20, offset: 0 };
  const told = async (errno: string, more: Partial<OriginsQuery> = {}): Promise<readonly string[]> => {
    const { origins, total } = await findOrigins(turning, { ...query, errno, ...more });
    expect(total).toBe(origins.length);
    return origins.map(
      ({ function: name, errno: own, sites, path }) =>
        `${name} ${own} ${sites.map(({ line }) => line)}: ${path.map((frame) => frame.errno).join(' < ')}`,
    );
  };

  test('finds what leaves a caller under another name, and says what each function returns', async () => {
    expect(await told('EAGAIN')).toEqual([
      '__x64_sys_turn EAGAIN 3: EAGAIN',
      'again ENOSPC 13: EAGAIN < ENOSPC',
      'deep EIO 32: EAGAIN < EIO < EIO',
    ]);
  });

  test('does not let through what was rewritten', async () => {
    expect(await told('ENOSPC')).toEqual([]);
    expect(await told('EIO')).toEqual([]);
    const all = await errnoNodes(turning, 'x86_64');
    expect(errnosOf(all, 0)).toHaveLength(1);
    const sets = returnSets(turning.graph, { opsFanOut: 4 });
    expect([...returnedBy(sets, 0)]).toEqual(errnosOf(all, 0));
  });

  test('counts an origin once, under the errno that is most likely', async () => {
    const [again] = errnosOf(await errnoNodes(turning, 'x86_64'), 0);
    expect((await countOrigins(turning, 0, 'x86_64')).get(again as number)).toBe(3);
  });

  test('finds other routes behind a rewrite', async () => {
    const { origins } = await findOrigins(turning, { ...query, errno: 'EAGAIN' });
    const deep = origins.find((origin) => origin.function === 'deep');
    expect(deep?.path.map((frame) => frame.function)).toEqual(['__x64_sys_turn', 'other', 'deep']);
  });

  test('keeps to a context behind a rewrite', async () => {
    expect((await told('EAGAIN', { module: ['turn'] }))[0]).toBe('__x64_sys_turn EAGAIN 3: EAGAIN');
  });
});

describe('the memory of a pack', () => {
  test('makes a value once, and forgets the oldest', () => {
    const memory = new Memory();
    let made = 0;
    const recall = (key: string): number => memory.recall('kind', key, 2, () => ++made);
    expect([recall('a'), recall('b'), recall('a'), recall('c'), recall('b'), recall('a')]).toEqual([1, 2, 1, 3, 2, 4]);
  });
});
