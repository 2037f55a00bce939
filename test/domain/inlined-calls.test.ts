/** What the code of syscall bodies calls tells which probes see their calls. */
import { describe, expect, test } from 'vitest';
import { ATTACHED, attaching } from '../../src/domain/attach.js';
import type { Build } from '../../src/domain/build.js';
import { buildData, type CompiledKernel, compiledOf, withText } from '../../src/domain/compiled-kernel.js';
import { syscallBodyOf } from '../../src/domain/entry-layers.js';
import { kinOf } from '../../src/domain/kin.js';
import { symbolsBuilder } from '../../src/domain/symbols.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { makePack } from '../fixtures/pack.js';

const pack = makePack({
  id: '6.1.192',
  errnos: {},
  functions: [
    { name: 'sys_one', file: 'mm/one.c', line: 1, flags: FunctionFlag.syscall },
    { name: 'helper', file: 'mm/one.c', line: 40 },
    { name: 'other', file: 'mm/other.c', line: 1 },
  ],
  edges: [],
  syscalls: [],
});
const [SYS_ONE, HELPER, OTHER] = [0, 1, 2];

const NAMES = ['__x64_sys_one', 'helper', 'other'];

function compiled(calls: Build['calls'], names = NAMES): CompiledKernel {
  return compiledOf(
    buildData({
      ...{ release: '6.1.0-56-amd64', kernel: '6.1.192', arch: 'x86_64', source: 'a package' },
      ...{ options: new Map(), modules: new Set(), calls },
      symbols: names.map((name) => ({ name, module: null, attach: 'traced' })),
    }),
  );
}

const seenIn = (kernel: Parameters<typeof attaching>[1], fn: number, name: string): number =>
  attaching(pack.graph, kernel).seen(fn, name, SYS_ONE, 'sys_one').likelihood;

describe.each([
  ['a build', async (calls: Build['calls']) => ({ known: compiled(calls).known }) as const],
  [
    'a kernel that is like one',
    async (calls: Build['calls']) => ({ kin: await kinOf(pack, '6.1.192', compiled(calls)) }) as const,
  ],
])('of %s', (_, kernelOf) => {
  const kernel = async (calls: Build['calls']) =>
    Object.fromEntries(Object.entries(await kernelOf(calls)).filter(([, value]) => value !== undefined));

  test('a call that the code makes is seen, one that it does not was inlined', async () => {
    expect(seenIn(await kernel(new Map([['sys_one', ['helper']]])), HELPER, 'helper')).toBeGreaterThan(0.85);
    expect(seenIn(await kernel(new Map([['sys_one', []]])), HELPER, 'helper')).toBeLessThan(0.15);
  });

  test('a clone of a function is called in its place, the part that was split off is not', async () => {
    expect(seenIn(await kernel(new Map([['sys_one', ['helper.isra.0']]])), HELPER, 'helper')).toBeGreaterThan(ATTACHED);
    expect(seenIn(await kernel(new Map([['sys_one', ['helper.part.0']]])), HELPER, 'helper')).toBeLessThan(ATTACHED);
  });

  test('code of other files cannot be inlined, and of other bodies nothing is known', async () => {
    const before = seenIn(await kernel(new Map()), HELPER, 'helper');
    expect(seenIn(await kernel(new Map([['sys_one', []]])), OTHER, 'other')).toBeGreaterThan(0.9);
    expect(seenIn(await kernel(new Map([['sys_two', []]])), HELPER, 'helper')).toBe(before);
  });
});

test("a user's own list of symbols leaves what is known of the build's code", () => {
  const { add, symbols } = symbolsBuilder(16);
  for (const name of NAMES) {
    const bytes = new TextEncoder().encode(name);
    add(bytes, 0, bytes.length, { refused: false, place: 'kernel', high: 0, low: 0 });
  }
  const { known } = withText(compiled(new Map([['sys_one', []]])), { symbols, options: new Map(), attachable: true });
  expect(known?.evidence).toBe('symbols');
  expect(seenIn({ ...(known && { known }) }, HELPER, 'helper')).toBe(0);
});

test.each([
  ['__x64_sys_mount', 'sys_mount'],
  ['__arm64_sys_mount', 'sys_mount'],
  ['__se_sys_mount', 'sys_mount'],
  ['__do_sys_mount', 'sys_mount'],
  ['__ia32_compat_sys_mount', 'compat_sys_mount'],
  ['__do_compat_sys_mount', 'compat_sys_mount'],
  ['__ia32_sys_mount', undefined],
  ['__sys_bind', undefined],
  ['do_mount', undefined],
])('%s holds %s', (symbol, body) => expect(syscallBodyOf(symbol)).toBe(body));
