/** The store of Workers over a stand-in for D1. */
import { describe, expect, test } from 'vitest';
import { openD1Store } from '../../src/store/d1.js';
import { fakeD1 } from './fake-d1.js';

describe('openD1Store', () => {
  const store = openD1Store(
    fakeD1([
      "CREATE TABLE t (id INTEGER, name TEXT, data BLOB); INSERT INTO t VALUES (1, 'a', x'00ff'), (2, NULL, x'');",
    ]),
  );

  test('reads rows, blobs as bytes', async () => {
    expect(await store.all('SELECT * FROM t ORDER BY id')).toEqual([
      { id: 1, name: 'a', data: Uint8Array.of(0, 255) },
      { id: 2, name: null, data: new Uint8Array(0) },
    ]);
  });

  test('binds numbers, text, null and bytes', async () => {
    expect(await store.get('SELECT id FROM t WHERE name = ?', 'a')).toEqual({ id: 1 });
    expect(await store.get('SELECT id FROM t WHERE id = ?', 2)).toEqual({ id: 2 });
    expect(await store.get('SELECT id FROM t WHERE name IS ?', null)).toEqual({ id: 2 });
    expect(await store.get('SELECT id FROM t WHERE data = ?', Uint8Array.of(9, 0, 255).subarray(1))).toEqual({ id: 1 });
  });

  test('gives undefined where there is no row', async () => {
    expect(await store.get('SELECT id FROM t WHERE id = ?', 3)).toBeUndefined();
  });

  test('closing it is allowed and changes nothing', async () => {
    await store.close();
    expect(await store.all('SELECT id FROM t')).toHaveLength(2);
  });
});
