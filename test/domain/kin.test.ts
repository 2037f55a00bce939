/** Predictions from a build that a kernel is probably like. */
import { expect, test } from 'vitest';
import { attaching } from '../../src/domain/attach.js';
import type { Build } from '../../src/domain/build.js';
import { buildData, compiledOf } from '../../src/domain/compiled-kernel.js';
import { kinOf } from '../../src/domain/kin.js';
import { smallKernel } from '../fixtures/small-kernel.js';

const build = (kernel: string, names: readonly string[]): Build => ({
  ...{ release: '6.1.0-56-amd64', kernel, arch: 'x86_64', source: 'a package' },
  options: new Map([['CONFIG_SMALL_FS', 'y']]),
  modules: new Set(),
  calls: new Map(),
  symbols: names.map((name) => ({ name, module: null, attach: 'traced' })),
});

const pack = smallKernel('6.1.192');
/** Ids of the small kernel, by line: do_room is static with one caller, path_room global. */
const idOf = async (name: string): Promise<number> =>
  Number((await pack.store.get('SELECT id FROM function WHERE name = ?', name))?.id);

const likelihoods = async (kin: Build | undefined, ...names: string[]) => {
  const known = kin && (await kinOf(pack, kin.kernel, compiledOf(buildData(kin))));
  const attach = attaching(pack.graph, known === undefined ? {} : { kin: known });
  expect(attach.evidence).toBe('predicted');
  return Promise.all(names.map(async (name) => attach.own(await idOf(name), name)));
};

test('what it has is likely, and what it lacks is not', async () => {
  const [before, global] = await likelihoods(undefined, 'do_room', 'path_room');
  const [has, lacks] = await likelihoods(build('6.1.192', ['do_room']), 'do_room', 'path_room');
  expect(has?.likelihood).toBeGreaterThan(Math.max(0.9, before?.likelihood ?? 1));
  expect(lacks?.likelihood).toBeLessThan(Math.min(0.1, global?.likelihood ?? 0));
});

test('a clone of it is told by its name', async () => {
  const [clone] = await likelihoods(build('6.1.192', ['do_room.constprop.0']), 'do_room');
  expect(clone?.symbol).toBe('do_room.constprop.0');
  expect(clone?.likelihood).toBeGreaterThan(0.5);
});

test('of another release what it lacks says nothing: it may be new', async () => {
  const [, before] = await likelihoods(undefined, 'do_room', 'path_room');
  const [has, lacks] = await likelihoods(build('6.12.1', ['do_room']), 'do_room', 'path_room');
  expect(has?.likelihood).toBeGreaterThan(0.9);
  expect(lacks).toEqual(before);
});

test('what could not be read of a kernel is read again by the next question', async () => {
  const fresh = smallKernel('6.1.192');
  let broken = true;
  const all: typeof fresh.store.all = async (...query) => {
    if (broken) throw new Error('disk');
    return fresh.store.all(...query);
  };
  const failing = { ...fresh, store: { ...fresh.store, all } };
  const compiled = compiledOf(buildData(build('6.1.192', ['do_room'])));
  await expect(kinOf(failing, '6.1.192', compiled)).rejects.toThrow('disk');
  broken = false;
  expect(await kinOf(failing, '6.1.192', compiled)).toBeDefined();
});
