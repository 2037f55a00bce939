/** The closure of what functions return, over small graphs. */

import { expect, test } from 'vitest';
import { errnosOf, returnSets } from '../../src/domain/export/return-sets.js';
import { makePack } from '../fixtures/pack.js';

/** `sys_ask` returns what `translate` writes: `count` errnos. */
function asking(count: number) {
  const names = Array.from(
    { length: count },
    (_, i) => `E${String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))}`,
  );
  return makePack({
    id: '6.1.1',
    errnos: Object.fromEntries(names.map((name, i) => [name, i + 1])),
    functions: [
      { name: 'sys_ask', file: 'net/ask.c', line: 1 },
      { name: 'translate', file: 'net/ask.c', line: 9, sites: names.map((errno, i) => ({ errno, line: 10 + i })) },
    ],
    edges: [{ from: 'sys_ask', to: 'translate', line: 2 }],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'ask', number: 1, entry: '__x64_sys_ask', body: 'sys_ask' }],
  });
}

test('what callees write comes out of their callers', () => {
  const sets = returnSets(asking(48).graph, { opsFanOut: 4 });
  expect([...errnosOf(sets, 0)]).toHaveLength(48);
});

test('what translates the words of another side brings nothing, unless that is asked for', () => {
  const { graph } = asking(49);
  expect([...errnosOf(returnSets(graph, { opsFanOut: 4 }), 0)]).toEqual([]);
  expect([...errnosOf(returnSets(graph, { opsFanOut: 4, translated: true }), 0)]).toHaveLength(49);
});
