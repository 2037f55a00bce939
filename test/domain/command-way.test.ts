/** Commands on the way of an errno: several that are asked about one after the other are told the same as each by itself. */

import { expect, test } from 'vitest';
import { onTheWay } from '../../src/domain/command-way.js';
import { askedCommands } from '../../src/domain/commands.js';
import { makePack } from '../fixtures/pack.js';

const COMMANDS = ['NEAR', 'FAR', 'BESIDE', 'SITE'] as const;

const idOf = (pack: ReturnType<typeof makePack>, name: string): number =>
  pack.errnos.find((errno) => errno.name === name)?.id ?? -1;

/** `entry` calls `near` under NEAR, which calls `far` under FAR; what it calls under BESIDE gives no errno. */
function packOfCommands() {
  const made = makePack({
    ...{ id: '6.1.1', errnos: { EIO: 5, EBUSY: 16 } },
    functions: [
      { name: 'beside', file: 'fs/a.c', line: 1 },
      { name: 'entry', file: 'fs/a.c', line: 10, sites: [{ errno: 'EBUSY', line: 11 }] },
      { name: 'far', file: 'fs/a.c', line: 20, sites: [{ errno: 'EIO', line: 21 }] },
      { name: 'near', file: 'fs/a.c', line: 30 },
    ],
    edges: [
      { from: 'entry', to: 'beside', line: 12 },
      { from: 'entry', to: 'near', line: 13 },
      { from: 'near', to: 'far', line: 31 },
    ],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'a', number: 1, entry: '__x64_sys_a', body: 'entry' }],
  });
  const { graph } = made;
  const [beside, entry, far, near] = [0, 1, 2, 3];
  const setOf = (from: number, to: number): number => {
    if (from === entry) return to === near ? 1 : to === beside ? 3 : 0;
    return from === near && to === far ? 2 : 0;
  };
  const edgeCommands = new Uint16Array(graph.edgeTarget.length);
  for (let node = 0; node < graph.functions; node++)
    for (let edge = graph.edgeStart[node] ?? 0; edge < (graph.edgeStart[node + 1] ?? 0); edge++)
      edgeCommands[edge] = setOf(node, graph.edgeTarget[edge] ?? -1);
  const siteCommands = Uint16Array.from(graph.siteErrno, (errno) => (errno === idOf(made, 'EIO') ? 4 : 0));
  const commandSets = [[], ...COMMANDS.map((_, i) => [i])];
  return { ...made, graph: { ...graph, commands: COMMANDS, commandSets, edgeCommands, siteCommands } };
}

const WAY: Readonly<Record<(typeof COMMANDS)[number], boolean>> = { NEAR: true, FAR: true, BESIDE: false, SITE: true };

test.each([
  [['NEAR', 'FAR', 'BESIDE', 'SITE']],
  [['SITE', 'BESIDE', 'FAR', 'NEAR']],
  [['BESIDE', 'SITE', 'NEAR', 'FAR']],
] as const)('in the order %j', (order) => {
  const pack = packOfCommands();
  for (const name of order) {
    const asked = askedCommands(pack, [[COMMANDS.indexOf(name)]]);
    expect(onTheWay(pack, asked, { entry: 1, arch: 'x86_64', errnos: [idOf(pack, 'EIO')] }), name).toBe(WAY[name]);
  }
});

test('of another errno nothing of this is on the way', () => {
  const pack = packOfCommands();
  for (const [i, name] of COMMANDS.entries())
    expect(
      onTheWay(pack, askedCommands(pack, [[i]]), { entry: 1, arch: 'x86_64', errnos: [idOf(pack, 'EBUSY')] }),
      name,
    ).toBe(false);
});
