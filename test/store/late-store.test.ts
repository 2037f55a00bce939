/** A store that is opened late: once, by whoever reads first, and not after it was closed. */
import { expect, test } from 'vitest';
import { lateStore } from '../../src/store/late-store.js';
import type { Store } from '../../src/store/store.js';

function made() {
  const told: string[] = [];
  const store: Store = {
    all: async () => [{ id: 1 }],
    get: async () => ({ id: 1 }),
    blobs: async () => async () => new Uint8Array(1),
    close: async () => {
      told.push('closed');
    },
  };
  return { told, store };
}

test('it is opened once, with the first reading', async () => {
  const { told, store } = made();
  const late = lateStore(async () => {
    told.push('opened');
    return store;
  }, undefined);
  expect(told).toEqual([]);
  expect(await Promise.all([late.get('x'), late.all('x'), late.ready()])).toEqual([{ id: 1 }, [{ id: 1 }], undefined]);
  expect((await (await late.blobs())('x'))?.length).toBe(1);
  await late.close();
  expect(told).toEqual(['opened', 'closed']);
});

test('what could not be opened is tried again', async () => {
  const { store } = made();
  let times = 0;
  const late = lateStore(async () => {
    times++;
    if (times === 1) throw new Error('the disk is full');
    return store;
  }, undefined);
  await expect(late.ready()).rejects.toThrow('the disk is full');
  expect(await late.get('x')).toEqual({ id: 1 });
  expect(times).toBe(2);
});

test('one that was closed before anybody read is not opened', async () => {
  const { told, store } = made();
  const late = lateStore(async () => store, {
    read: async () => 1,
    write: async () => {},
    close: () => told.push('images'),
  });
  expect(await late.images?.read('known')).toBe(1);
  await late.close();
  await expect(late.get('x')).rejects.toThrow('not open');
  expect(told).toEqual(['images']);
});
