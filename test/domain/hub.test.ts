/** Counting from the hub on: the same as walking on from there for each question. */

import { describe, expect, test } from 'vitest';
import { absentCode } from '../../src/domain/absent-code.js';
import { countFunctions, originFunctions } from '../../src/domain/count-origins.js';
import { regionsOf } from '../../src/domain/hub.js';
import { nameOptions } from '../../src/domain/kernel-options.js';
import { knowRegions } from '../../src/domain/known-regions.js';
import { hasNode } from '../../src/domain/node-set.js';
import { reachable } from '../../src/domain/reach.js';
import { soughtBehind } from '../../src/domain/turns.js';
import type { Images } from '../../src/store/store.js';
import { type EdgeFact, type FunctionFact, makePack } from '../fixtures/pack.js';

const ERRNOS = { EIO: 5, EAGAIN: 11, ENOSPC: 28, EDQUOT: 122 };
const NAMES = Object.keys(ERRNOS);

/** Numbers that look random and are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

/** Forty functions that call one another through a table, of which filters hold some errnos back or turn them. */
function tangled(seed: number) {
  const below = numbers(seed);
  const name = (i: number): string => `f${String(i).padStart(2, '0')}`;
  const errno = (): string => NAMES[below(NAMES.length)] ?? 'EIO';
  const functions = Array.from({ length: 40 }, (_, i): FunctionFact => {
    const sites = below(3) === 0 ? [{ errno: errno(), line: i * 10 + 2 }] : [];
    return { name: name(i), file: 'fs/a.c', line: i * 10 + 1, sites };
  });
  const edges = Array.from({ length: 90 }, (): EdgeFact => {
    const edge = { from: name(below(40)), to: name(below(40)), line: 1 };
    const kind = below(8);
    if (kind === 0) return { ...edge, turn: { from: [errno()], to: errno() } };
    return edge;
  });
  const table = Array.from({ length: 6 }, (): EdgeFact[] => [
    { from: name(below(40)), to: '#ops', via: 'ops', line: 3 },
    { from: '#ops', to: name(below(40)), via: 'ops' },
  ]);
  return makePack({
    ...{ id: '6.1.1', errnos: ERRNOS, functions, slots: { ops: 'ops' } as const, edges: [...edges, ...table.flat()] },
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'a', number: 1, entry: '__x64_sys_a', body: name(0) }],
  });
}

/** What is kept goes there. */
function imagesIn(written: Map<string, object>): Images {
  return {
    read: async (name) => written.get(name),
    write: async (name, data) => void written.set(name, data),
    close: () => undefined,
  };
}

type Tangled = ReturnType<typeof tangled>;

/** Walks on for each question. */
function walked({ graph, ...pack }: Tangled, entry: number, asked: number): ReadonlySet<number> {
  const met = new Set<string>();
  const found = new Set<number>();
  const visit = (node: number, errno: number): void => {
    const useful = reachable({ graph, ...pack }, [errno], 'x86_64', errno === asked ? 'all' : 'own');
    if (!hasNode(useful, node) || met.has(`${node} ${errno}`)) return;
    met.add(`${node} ${errno}`);
    for (const site of graph.nodeSite.subarray(graph.nodeSiteStart[node], graph.nodeSiteStart[node + 1]))
      if (graph.siteErrno[site] === errno) found.add(graph.siteFunction[site] ?? -1);
    for (let edge = graph.edgeStart[node] ?? 0; edge < (graph.edgeStart[node + 1] ?? 0); edge++)
      for (const behind of soughtBehind(graph, edge, errno)) visit(graph.edgeTarget[edge] ?? -1, behind);
  };
  visit(entry, asked);
  return found;
}

describe('counts by way of the hub', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('are those of a walk for each question, in tangle %i', (seed) => {
    const pack = tangled(seed);
    for (const { id } of pack.errnos) {
      for (let entry = 0; entry < pack.graph.functions; entry++) {
        const counted = { entry, arch: 'x86_64', errnos: [id], origins: 'all' } as const;
        const expected = walked(pack, entry, id);
        expect(countFunctions(pack, counted)).toBe(expected.size);
        const { has } = originFunctions(pack, counted);
        const all = Array.from({ length: pack.graph.functions }, (_, fn) => fn);
        expect(all.filter(has)).toEqual([...expected].sort((a, b) => a - b));
      }
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('are the same from what was kept of tangle %i', async (seed) => {
    const plain = tangled(seed);
    const pack = { ...plain, store: { ...plain.store, images: imagesIn(new Map()) } };
    await knowRegions(pack, 'x86_64');
    for (const { id } of pack.errnos) {
      for (let entry = 0; entry < pack.graph.functions; entry++) {
        const counted = { entry, arch: 'x86_64', errnos: [id], origins: 'all' } as const;
        expect(countFunctions(pack, counted)).toBe(walked(plain, entry, id).size);
      }
    }
  });

  test('have a hub in most tangles, which is what they are about', () => {
    const hubs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => regionsOf(tangled(seed), 'x86_64', undefined).of(ERRNOS.EIO));
    expect(hubs.filter(({ core }) => core.size > 1).length).toBeGreaterThan(4);
  });

  test('leave out what a configuration leaves out', () => {
    const pack = tangled(3);
    const [errno] = pack.errnos;
    const sites = new Uint8Array(pack.graph.siteErrno.length).fill(1);
    const absent = { functions: new Uint8Array(pack.graph.functions), sites, placeOf: () => undefined };
    const counted = { entry: 0, arch: 'x86_64', errnos: [errno?.id ?? -1], origins: 'all', absent } as const;
    expect(countFunctions(pack, counted)).toBe(0);
  });

  test('are the same with the regions of a build that were kept, and those of options that were sent are not kept', async () => {
    const written = new Map<string, object>();
    const images = imagesIn(written);
    const inBuild = async (named: boolean): Promise<readonly number[]> => {
      const plain = tangled(5);
      const pack = { ...plain, store: { ...plain.store, images } };
      const options = new Map([['CONFIG_A', 'y']]);
      if (named) nameOptions(options, 'build');
      await knowRegions(pack, 'x86_64', options);
      const absent = await absentCode(pack, options);
      return pack.errnos.flatMap(({ id }) =>
        Array.from({ length: pack.graph.functions }, (_, entry) =>
          countFunctions(pack, { entry, arch: 'x86_64', errnos: [id], origins: 'all', absent }),
        ),
      );
    };
    const sent = await inBuild(false);
    expect([...written.keys()]).toEqual([]);
    const made = await inBuild(true);
    expect([...written.keys()].sort()).toEqual(['absent-build', 'regions-x86_64-build']);
    expect(made).toEqual(sent);
    expect(await inBuild(true)).toEqual(sent);
  });
});
