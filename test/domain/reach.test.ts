/** Which nodes can give an errno: what one walk up from its sites finds is what the closure over all errnos finds. */

import { expect, test } from 'vitest';
import { returnSets } from '../../src/domain/export/return-sets.js';
import { hasNode } from '../../src/domain/node-set.js';
import { reachable } from '../../src/domain/reach.js';
import { FIRST_ANY } from '../../src/store/sources.js';
import { type EdgeFact, type FunctionFact, makePack } from '../fixtures/pack.js';

const site = (errno: string, line: number) => ({ errno, line });
const functions: readonly FunctionFact[] = [
  { name: 'sys_s390', file: 'arch/s390/kernel/a.c', line: 1, arches: ['s390'], sites: [site('EIO', 2)] },
  { name: 'sys_open', file: 'fs/a.c', line: 1 },
  { name: 'walk', file: 'fs/a.c', line: 10, sites: [site('ENOENT', 11), site('EIO', 12)] },
  { name: 'again', file: 'fs/a.c', line: 20, sites: [site('EAGAIN', 21)] },
  { name: 'nobody', file: 'fs/a.c', line: 30, sites: [site('ENOENT', 31)] },
  { name: 'asked', file: 'fs/fuse.c', line: 1, sites: [site('ECOMM', 2)] },
  { name: 'filtered', file: 'kernel/seccomp.c', line: 1, sites: [site('EPERM', 2)] },
];
const edges: readonly EdgeFact[] = [
  { from: 'sys_open', to: 'walk', line: 2 },
  { from: 'sys_open', to: '#file.open', via: 'ops', line: 3 },
  { from: 'sys_open', to: 'filtered', via: 'before' },
  { from: 'walk', to: 'again', line: 13, turn: { from: ['EAGAIN'], to: 'EIO' } },
  { from: 'again', to: 'walk', line: 22 },
  { from: 'sys_s390', to: 'walk', line: 3 },
  { from: '#file.open', to: 'asked', via: 'ops' },
];
const pack = makePack({
  id: '6.1.1',
  errnos: { EPERM: 1, ENOENT: 2, EIO: 5, EAGAIN: 11, ENOSPC: 28, ECOMM: 70 },
  functions,
  slots: { 'file.open': 'ops' },
  edges,
  syscalls: [{ arch: 'x86_64', abi: '64', name: 'open', number: 2, entry: '__x64_sys_open', body: 'sys_open' }],
});

// What FUSE answers can be any errno: a site with an id of its own, which no fixture declares.
const fromOutside = pack.errnos.find(({ name }) => name === 'ECOMM')?.id;
pack.graph.siteErrno.forEach((id, at) => {
  if (id === fromOutside) pack.graph.siteErrno[at] = FIRST_ANY;
});

for (const arch of ['x86_64', 's390'] as const) {
  for (const origins of ['all', 'own'] as const) {
    test(`${arch}, ${origins} origins`, () => {
      const options = { arch, opsFanOut: Number.POSITIVE_INFINITY, tested: true, translated: true };
      const { words, bits } = returnSets(pack.graph, { ...options, outside: origins === 'all' });
      for (const { id, name } of pack.errnos) {
        const nodes = Array.from({ length: pack.graph.nodes }, (_, node) => node);
        const closure = nodes.filter((node) => ((bits[node * words + (id >>> 5)] ?? 0) >>> (id & 31)) & 1);
        const set = reachable(pack, [id], arch, origins);
        expect(
          nodes.filter((node) => hasNode(set, node)),
          name,
        ).toEqual(closure);
      }
    });
  }
}

test('a function that only another arch has gives nothing', () => {
  const eio = pack.errnos.find(({ name }) => name === 'EIO')?.id ?? -1;
  expect(hasNode(reachable(pack, [eio], 'x86_64', 'own'), 0)).toBe(false);
  expect(hasNode(reachable(pack, [eio], 's390', 'own'), 0)).toBe(true);
});
