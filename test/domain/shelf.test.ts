/** Which graphs stay in memory, and when one goes. */
import { expect, test } from 'vitest';
import { type Pack, shelf } from '../../src/domain/pack.js';
import type { Store } from '../../src/store/store.js';

/** A shelf for two, and what happens on it; stores and packs are not looked into. */
function watched() {
  const seen: string[] = [];
  const keep = shelf(2, () => seen.push('dropped'));
  const stores = new Map<string, Store>();
  const ask = (name: string, fails = false): Promise<Pack> => {
    const store = stores.get(name) ?? ({ name } as unknown as Store);
    stores.set(name, store);
    return keep(store, async () => {
      seen.push(`read ${name}`);
      if (fails) throw new Error(name);
      return { name } as unknown as Pack;
    });
  };
  return { seen, ask };
}

test('the one that was asked longest ago makes room before another one is read', async () => {
  const { seen, ask } = watched();
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(name);
  expect(seen).toEqual(['read a', 'read b', 'dropped', 'read c', 'dropped', 'read b']);
});

test('one that could not be read is read again', async () => {
  const { seen, ask } = watched();
  await expect(ask('a', true)).rejects.toThrow('a');
  await ask('a');
  expect(seen).toEqual(['read a', 'read a']);
});
