/** What makes an origin likelier: a limit that someone set, code that is built in, what a name leads to. */

import { describe, expect, test } from 'vitest';
import { findOrigins, type OriginsQuery } from '../../src/domain/origins.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { makePack, type PackFacts } from '../fixtures/pack.js';

const SYSCALLS: PackFacts['syscalls'] = [
  { arch: 'x86_64', abi: '64', name: 'make', number: 1, entry: '__x64_sys_make', body: 'sys_make' },
];

async function ranked(facts: Omit<PackFacts, 'id' | 'syscalls'>, known: Partial<OriginsQuery> = {}) {
  const pack = makePack({ id: '6.1.1', syscalls: SYSCALLS, ...facts });
  const query = { syscall: 'make', errno: 'ENOSPC', arch: 'x86_64' as const, limit: 20, offset: 0, ...known };
  const { origins } = await findOrigins(pack, query);
  return { names: origins.map((origin) => origin.function), scores: origins.map((origin) => origin.score) };
}

describe('a setting', () => {
  const facts = (kind: 'sysctl' | 'constant') => ({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'check', file: 'fs/make.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'limit', file: 'fs/make.c', line: 5, sites: [{ errno: 'ENOSPC', line: 6, tunables: ['fs.rooms'] }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    edges: [
      { from: 'sys_make', to: 'check' },
      { from: 'sys_make', to: 'limit' },
    ],
    tunables: [{ kind, name: 'fs.rooms' }],
  });

  test('that a guard compares with makes a site likelier', async () => {
    expect((await ranked(facts('sysctl'))).names).toEqual(['limit', 'check']);
  });

  test('that nobody can change does not', async () => {
    const { names, scores } = await ranked(facts('constant'));
    expect(names).toEqual(['check', 'limit']);
    expect(scores[0]).toBe(scores[1]);
  });
});

test('a setting that is on or off says less than one that is a limit', async () => {
  const { names } = await ranked({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'check', file: 'fs/make.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'on', file: 'fs/make.c', line: 3, sites: [{ errno: 'ENOSPC', line: 4, tunables: ['fs.strict'] }] },
      { name: 'limit', file: 'fs/make.c', line: 5, sites: [{ errno: 'ENOSPC', line: 6, tunables: ['fs.rooms'] }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    edges: ['check', 'on', 'limit'].map((to) => ({ from: 'sys_make', to })),
    tunables: [
      { kind: 'sysctl', name: 'fs.rooms' },
      { kind: 'sysctl', name: 'fs.strict', max: '1' },
    ],
  });
  expect(names).toEqual(['limit', 'on', 'check']);
});

test('a limit says more where the errno means that something is used up', async () => {
  const cost = async (errno: string): Promise<number> => {
    const { scores } = await ranked(
      {
        errnos: { ENOSPC: 28, EINVAL: 22 },
        functions: [
          { name: 'check', file: 'fs/make.c', line: 1, sites: [{ errno, line: 2 }] },
          { name: 'limit', file: 'fs/make.c', line: 5, sites: [{ errno, line: 6, tunables: ['fs.rooms'] }] },
          { name: 'sys_make', file: 'fs/make.c', line: 9 },
        ],
        edges: ['check', 'limit'].map((to) => ({ from: 'sys_make', to })),
        tunables: [{ kind: 'sysctl', name: 'fs.rooms' }],
      },
      { errno },
    );
    return Math.log2((scores[0] ?? 0) / (scores[1] ?? 0));
  };
  expect(await cost('ENOSPC')).toBeCloseTo((await cost('EINVAL')) + 0.75, 1);
});

describe('a limit that is used up', () => {
  /** How many bits likelier than a plain check a function is with a site for each of these settings. */
  const gained = async (sites: readonly string[], kind: 'sysctl' | 'cgroup' = 'sysctl'): Promise<number> => {
    const { scores } = await ranked({
      errnos: { ENOSPC: 28 },
      functions: [
        { name: 'check', file: 'fs/make.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
        {
          name: 'limit',
          file: 'fs/make.c',
          line: 5,
          sites: sites.map((tunable, i) => ({ errno: 'ENOSPC', line: 6 + i, tunables: [tunable] })),
        },
        { name: 'sys_make', file: 'fs/make.c', line: 9 },
      ],
      edges: ['check', 'limit'].map((to) => ({ from: 'sys_make', to })),
      tunables: [...new Set(sites)].map((name) => ({ kind, name })),
    });
    return Math.log2((scores[0] ?? 0) / (scores[1] ?? 0));
  };

  test('is one way to fail, however often it is compared with', async () => {
    const once = await gained(['fs.rooms']);
    expect(await gained(['fs.rooms', 'fs.rooms', 'fs.rooms'])).toBeCloseTo(once, 1);
    expect(await gained(['fs.rooms', 'fs.doors'])).toBeCloseTo(once + 1, 1);
  });

  test('is likelier where it is that of a control group', async () => {
    expect(await gained(['rooms.max'], 'cgroup')).toBeCloseTo((await gained(['fs.rooms'])) + 1, 1);
  });
});

describe('what a filter beside the body answers', () => {
  /** @param depth - calls between the body and its own check */
  const facts = (depth: number) => ({
    errnos: { EPERM: 1, EINVAL: 22 },
    functions: [
      { name: 'filter', file: 'kernel/seccomp.c', line: 1, sites: [{ errno: 'seccomp', line: 2, by: '#filter' }] },
      ...Array.from({ length: depth }, (_, i) => ({ name: `step_${i}`, file: `lib/${i}.c`, line: 1 })),
      {
        name: 'check',
        file: 'mm/make.c',
        line: 1,
        sites: ['EPERM', 'EINVAL'].map((errno, i) => ({ errno, line: 2 + i })),
      },
      { name: 'sys_make', file: 'mm/make.c', line: 9 },
    ],
    slots: { before: 'before' as const, filter: 'before' as const },
    owners: { filter: 'filter' },
    edges: [
      { from: 'sys_make', to: '#before', via: 'before' as const },
      { from: '#before', to: '#filter', via: 'before' as const },
      ...Array.from({ length: depth + 1 }, (_, i) => ({
        from: i === 0 ? 'sys_make' : `step_${i - 1}`,
        to: i === depth ? 'check' : `step_${i}`,
      })),
    ],
  });
  const asked = async (depth: number, known: Partial<OriginsQuery>) => {
    const { names, scores } = await ranked(facts(depth), known);
    return { names, behind: Math.log2((scores[0] ?? 0) / (scores[1] ?? 0)) };
  };

  test('is as likely behind the best of the body, however deep that lies, where filters mostly answer so', async () => {
    const near = await asked(0, { errno: 'EPERM' });
    const deep = await asked(5, { errno: 'EPERM' });
    expect([near.names, deep.names]).toEqual([
      ['check', 'filter'],
      ['check', 'filter'],
    ]);
    expect(near.behind).toBeCloseTo(3, 1);
    expect(deep.behind).toBeCloseTo(3, 1);
  });

  test('is found where few are asked for and others are nearer than the way to it', async () => {
    const one = (name: string, count: number) => ({
      name,
      file: `mm/${name}.c`,
      line: 1,
      sites: Array.from({ length: count }, (_, i) => ({ errno: 'EPERM', line: 2 + i })),
    });
    const { functions, edges, ...rest } = facts(0);
    const more = [one('one', 1), one('two', 16)];
    const all = {
      ...rest,
      functions: [...functions, ...more],
      edges: [...edges, ...more.map(({ name: to }) => ({ from: 'sys_make', to }))],
    };
    for (const limit of [2, 3, 20])
      expect((await ranked(all, { errno: 'EPERM', limit })).names.slice(0, 2)).toEqual(['two', 'filter']);
  });

  test('is unlikely with other errnos', async () => {
    expect((await asked(0, { errno: 'EINVAL' })).behind).toBeGreaterThan(10);
  });
});

test('of the functions of a slot the one that more tables hold is likelier', async () => {
  const facts = (tables: number) => ({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'of_one', file: 'fs/a.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'of_many', file: 'fs/b.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    slots: { 'box_ops.make': 'ops' as const },
    edges: [
      { from: 'sys_make', to: '#box_ops.make', via: 'ops' as const },
      { from: '#box_ops.make', to: 'of_one', via: 'ops' as const },
      { from: '#box_ops.make', to: 'of_many', via: 'ops' as const, tables },
    ],
  });
  expect((await ranked(facts(5))).names).toEqual(['of_many', 'of_one']);
  const { scores } = await ranked(facts(0));
  expect(scores[0]).toBe(scores[1]);
});

test('a type of file system means what mounts it, and where nothing is mounted all of its code', async () => {
  const pack = makePack({
    id: '6.1.1',
    syscalls: ['make', 'mount'].map((name, number) => ({
      arch: 'x86_64',
      abi: '64',
      name,
      number,
      entry: `__x64_sys_${name}`,
      body: 'sys_make',
    })),
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'box_link', file: 'fs/boxfs/inode.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'box_fill', file: 'fs/boxfs/super.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'box_tree', file: 'fs/boxfs/super.c', line: 5 },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    slots: { 'inode_operations.get_link': 'ops', 'fs_context_operations.get_tree': 'ops' },
    edges: [
      { from: 'sys_make', to: '#inode_operations.get_link', via: 'ops' },
      { from: 'sys_make', to: '#fs_context_operations.get_tree', via: 'ops' },
      { from: '#inode_operations.get_link', to: 'box_link', via: 'ops' },
      { from: '#fs_context_operations.get_tree', to: 'box_tree', via: 'ops' },
      { from: 'box_tree', to: 'box_fill' },
    ],
  });
  const first = async (syscall: string): Promise<string | undefined> => {
    const known = { errno: 'ENOSPC', arch: 'x86_64' as const, limit: 20, offset: 0, fs: ['boxfs'] };
    return (await findOrigins(pack, { syscall, ...known })).origins[0]?.function;
  };
  expect(await first('make')).toBe('box_link');
  expect(await first('mount')).toBe('box_fill');
});

test('an errno that is kept in a field comes from who is commonly built before others that keep one there', async () => {
  const { names } = await ranked({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'of_rare', file: 'fs/a.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'of_usual', file: 'fs/b.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'rare_keep', file: 'fs/keep.c', line: 1, prior: 8 },
      { name: 'usual_keep', file: 'fs/keep.c', line: 5, prior: 60 },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    slots: { err: 'field', rare: 'field', usual: 'field' },
    owners: { rare: 'rare_keep', usual: 'usual_keep' },
    edges: [
      { from: 'sys_make', to: '#err', via: 'field' },
      { from: '#err', to: '#rare', via: 'field' },
      { from: '#err', to: '#usual', via: 'field' },
      { from: '#rare', to: 'of_rare' },
      { from: '#usual', to: 'of_usual' },
    ],
  });
  expect(names).toEqual(['of_usual', 'of_rare']);
});

describe('code of a kernel with known options', () => {
  const facts = {
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'rare_make', file: 'fs/arare.c', line: 1, prior: 8, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'usual_make', file: 'fs/busual.c', line: 1, prior: 60, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
    ],
    configs: { 'fs/arare.c': 'CONFIG_RARE' },
    slots: { make: 'ops' as const },
    edges: [
      { from: 'sys_make', to: '#make', via: 'ops' as const },
      { from: '#make', to: 'rare_make', via: 'ops' as const, label: 'rare_ops' },
      { from: '#make', to: 'usual_make', via: 'ops' as const, label: 'usual_ops' },
    ],
  };
  const withRare = (value: string) => ({
    compiled: {
      kin: {
        options: new Map([['CONFIG_RARE', value]]),
        calls: undefined,
        judge: () => undefined,
        part: () => undefined,
      },
    },
  });

  test('is likelier where it is built in, and as before where it is a module', async () => {
    const before = await ranked(facts);
    expect(before.names).toEqual(['usual_make', 'rare_make']);
    expect((await ranked(facts, withRare('y'))).names).toEqual(['rare_make', 'usual_make']);
    expect(await ranked(facts, withRare('m'))).toEqual(before);
    expect(await ranked(facts, withRare('n'))).toEqual(before);
  });
});

test('a table that no module fills holds little back for code from elsewhere', async () => {
  const facts = {
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'near', file: 'fs/make.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
      { name: 'room_of', file: 'kernel/room.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
    ],
    configs: { 'kernel/room.c': 'CONFIG_ROOM' },
    slots: { make: 'ops' as const },
    edges: [
      { from: 'sys_make', to: 'near' },
      { from: 'sys_make', to: '#make', via: 'ops' as const },
      { from: '#make', to: 'room_of', via: 'ops' as const },
    ],
  };
  const lead = async (value: string): Promise<number> => {
    const options = new Map([['CONFIG_ROOM', value]]);
    const kin = { options, calls: undefined, judge: () => undefined, part: () => undefined };
    const { names, scores } = await ranked(facts, { compiled: { kin } });
    return Math.log2((scores[names.indexOf('near')] ?? 0) / (scores[names.indexOf('room_of')] ?? 0));
  };
  expect(await lead('y')).toBeLessThan((await lead('m')) - 1);
});

test('rare code is rare once where a header that holds its option leads to it', async () => {
  const { names } = await ranked({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'a_rare', file: 'fs/a.c', line: 1, prior: 8, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'b_by_header', file: 'fs/b.c', line: 1, prior: 60, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'c_by_usual', file: 'fs/c.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
      { name: 'header', file: 'fs/make.h', line: 1, prior: 60, flags: FunctionFlag.header },
      { name: 'usual', file: 'fs/usual.h', line: 1, prior: 255, flags: FunctionFlag.header },
    ],
    edges: [
      { from: 'sys_make', to: 'a_rare' },
      { from: 'sys_make', to: 'header' },
      { from: 'sys_make', to: 'usual' },
      { from: 'header', to: 'b_by_header' },
      { from: 'usual', to: 'c_by_usual' },
    ],
  });
  expect(names).toEqual(['c_by_usual', 'b_by_header', 'a_rare']);
});

test('what a function in a header calls is as near as what a macro does', async () => {
  const { names } = await ranked({
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'by_code', file: 'fs/a.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'by_header', file: 'fs/b.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
      { name: 'header', file: 'fs/make.h', line: 1, flags: FunctionFlag.header },
      { name: 'step', file: 'fs/step.c', line: 1 },
    ],
    edges: [
      { from: 'sys_make', to: 'step' },
      { from: 'step', to: 'by_code' },
      { from: 'sys_make', to: 'header' },
      { from: 'header', to: 'by_header' },
    ],
  });
  expect(names).toEqual(['by_header', 'by_code']);
});

describe('a name', () => {
  const ops = (from: string, to: string, label: string) => ({ from, to, via: 'ops' as const, label });
  const facts = {
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'pear_make', file: 'fs/apear.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
      { name: 'tree_make', file: 'fs/btree/dir.c', line: 1 },
      { name: 'tree_step', file: 'fs/btree/dir.c', line: 40 },
      { name: 'sys_make', file: 'fs/make.c', line: 9 },
      { name: 'plum_make', file: 'kernel/plum.c', line: 1 },
      { name: 'room_of_plum', file: 'kernel/plum.c', line: 40, sites: [{ errno: 'ENOSPC', line: 42 }] },
      { name: 'far_room', file: 'lib/far.c', line: 1, sites: [{ errno: 'ENOSPC', line: 2 }] },
    ],
    slots: { make: 'ops' as const, tree: 'ops' as const },
    edges: [
      { from: 'sys_make', to: '#make', via: 'ops' as const },
      ops('#make', 'pear_make', 'pear_ops'),
      ops('#make', 'tree_make', 'tree_ops'),
      { from: 'tree_make', to: 'tree_step' },
      { from: 'tree_step', to: '#tree', via: 'ops' as const },
      ops('#tree', 'plum_make', 'stone_ops'),
      { from: 'plum_make', to: 'room_of_plum' },
      { from: 'plum_make', to: 'far_room' },
    ],
  };
  const costs = ({ names, scores }: Awaited<ReturnType<typeof ranked>>) =>
    new Map(names.map((name, i) => [name, -Math.log2(scores[i] ?? 0)]));

  test('of a module means the helpers beside what stands in its tables, before what these call elsewhere', async () => {
    const cost = costs(await ranked(facts, { module: ['stone'] }));
    expect(cost.get('far_room')).toBeGreaterThan((cost.get('room_of_plum') ?? 99) + 1);
  });

  test('is met through the library that calls it: other functions of the first table become unlikely', async () => {
    const before = costs(await ranked(facts));
    const after = costs(await ranked(facts, { module: ['stone'] }));
    expect(before.get('pear_make')).toBeLessThan(before.get('room_of_plum') ?? 0);
    expect(after.get('pear_make')).toBeGreaterThan((after.get('room_of_plum') ?? 99) + 10);
  });
});
