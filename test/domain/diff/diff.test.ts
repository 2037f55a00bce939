/** Two releases of a small kernel are compared: by the origins of a syscall, and by every site of an errno. */
import { describe, expect, test } from 'vitest';
import { type Diff, diffReleases } from '../../../src/domain/diff/diff.js';
import type { Pack } from '../../../src/domain/pack.js';
import type { Images } from '../../../src/store/store.js';
import { type FunctionFact, makePack, type SiteFact } from '../../fixtures/pack.js';

/** `open` reaches every function that is given. */
function release(id: string, functions: readonly FunctionFact[]): Pack {
  const body = { name: 'sys_open', file: 'zz/open.c', line: 1 };
  return makePack({
    id,
    errnos: { EPERM: 1, ENOSPC: 28 },
    functions: [...functions, body],
    edges: functions.map(({ name, file }) => ({ from: 'sys_open', to: `${name}@${file}` })),
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'open', number: 2, entry: '__x64_sys_open', body: 'sys_open' }],
  });
}

const full = (...guards: readonly string[]): SiteFact[] =>
  guards.map((guard, i) => ({ errno: 'ENOSPC', line: 10 + i, guard }));

/** What is asked about. */
interface Asked {
  readonly syscall?: string;
  /** Whether the packs have a place for images: then all functions of an errno are compared by numbers. */
  readonly kept?: boolean;
}

async function changes(from: readonly FunctionFact[], to: readonly FunctionFact[], { syscall, kept }: Asked) {
  const query = { compiled: {}, arch: 'x86_64', errno: 'ENOSPC', ...(syscall !== undefined && { syscall }) } as const;
  const withPlace = (pack: Pack): Pack => (kept ? { ...pack, store: { ...pack.store, images: NO_IMAGES } } : pack);
  return allOf(
    await diffReleases(
      { ...query, pack: withPlace(release('6.1.1', from)) },
      { ...query, pack: withPlace(release('6.12.1', to)) },
    ),
  );
}

const NO_IMAGES: Images = { read: async () => undefined, write: async () => undefined, close: () => undefined };

async function allOf({ total, changes: read, ...rest }: Diff) {
  return { ...rest, changes: await read(0, total) };
}

describe.each<[string, Asked]>([
  ['the origins of a syscall', { syscall: 'open' }],
  ['every site of an errno', {}],
  ['every site of an errno, by numbers', { kept: true }],
])('diffReleases over %s', (_, asked) => {
  test('finds nothing where only lines moved and blanks changed', async () => {
    const diff = await changes(
      [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('left == 0', 'big') }],
      [{ name: 'fill', file: 'fs/a.c', line: 90, sites: full('big', 'left  ==\n0') }],
      asked,
    );
    expect(diff).toEqual({ compared: 1, same: 1, changes: [] });
  });

  test('tells what appeared and what went, with their sites', async () => {
    const kept = { name: 'kept', file: 'fs/k.c', line: 1, sites: full('x') };
    const { changes: found } = await changes(
      [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('left == 0') }, kept],
      [{ name: 'take', file: 'fs/b.c', line: 5, sites: full('none') }, kept],
      asked,
    );
    expect(found.map(({ change, from, to, sites }) => [change, (from ?? to).name, sites.length])).toEqual(
      expect.arrayContaining([
        ['went', 'fill', 1],
        ['appeared', 'take', 1],
      ]),
    );
    expect(found).toHaveLength(2);
  });

  test('follows a function into another file, and still compares its guards', async () => {
    const { changes: found } = await changes(
      [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('left == 0') }],
      [{ name: 'fill', file: 'fs/b.c', line: 7, sites: full('left < 1') }],
      asked,
    );
    expect(found).toMatchObject([
      {
        change: 'moved',
        from: { file: 'fs/a.c' },
        to: { file: 'fs/b.c' },
        sites: [{ change: 'guard', from: { guard: 'left == 0' }, to: { guard: 'left < 1' } }],
      },
    ]);
  });

  test('tells a site that a function gained or lost', async () => {
    const one = { name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') };
    const two = { ...one, sites: full('a', 'b') };
    const gained = await changes([one], [two], asked);
    expect(gained.changes).toMatchObject([{ change: 'changed', sites: [{ change: 'appeared', to: { guard: 'b' } }] }]);
    const lost = await changes([two], [one], asked);
    expect(lost.changes).toMatchObject([{ change: 'changed', sites: [{ change: 'went', from: { guard: 'b' } }] }]);
  });

  test('a function that stays and returns the errno no longer, went', async () => {
    const { changes: found } = await changes(
      [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') }],
      [{ name: 'fill', file: 'fs/a.c', line: 5, sites: [{ errno: 'EPERM', line: 9 }] }],
      asked,
    );
    expect(found.map(({ change }) => change)).toEqual(['went']);
  });

  test('definitions of one name in one file are one function', async () => {
    const twice = [
      { name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') },
      { name: 'fill', file: 'fs/a.c', line: 40, sites: full('b') },
    ];
    expect(await changes(twice, twice, asked)).toEqual({ compared: 1, same: 1, changes: [] });
  });
});

test('a function that no way leads to any more is no origin of the syscall', async () => {
  const cut = makePack({
    id: '6.12.1',
    errnos: { EPERM: 1, ENOSPC: 28 },
    functions: [
      { name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') },
      { name: 'sys_open', file: 'zz/open.c', line: 1 },
    ],
    edges: [],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'open', number: 2, entry: '__x64_sys_open', body: 'sys_open' }],
  });
  const before = release('6.1.1', [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') }]);
  const query = { compiled: {}, arch: 'x86_64', errno: 'ENOSPC' } as const;
  const of = async (syscall: object) =>
    (await allOf(await diffReleases({ ...query, ...syscall, pack: before }, { ...query, ...syscall, pack: cut })))
      .changes;
  expect((await of({ syscall: 'open' })).map(({ change }) => change)).toEqual(['went']);
  expect(await of({})).toEqual([]);
});

test('the best origin comes first, and says its rank in both', async () => {
  const { changes: found } = await changes(
    [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('a') }],
    [{ name: 'fill', file: 'fs/a.c', line: 5, sites: full('b') }],
    { syscall: 'open' },
  );
  expect(found).toMatchObject([{ from: { rank: 1 }, to: { rank: 1 } }]);
});
