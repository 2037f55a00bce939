/** The store of Workers over a stand-in for D1, which gives and takes what D1 does. */
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type D1Binding, openD1Store } from '../../src/store/d1.js';

/** D1 answers blobs as arrays of bytes, binds at most 100 values, and binds ArrayBuffers, not their views. */
function fakeD1(sql: string): D1Binding {
  const database = new Database(':memory:');
  database.exec(sql);
  const statement = (text: string, values: readonly unknown[]): ReturnType<D1Binding['prepare']> => ({
    bind: (...bound) => {
      if (bound.length > 100) throw new Error('too many SQL variables');
      return statement(text, bound);
    },
    all: async () => {
      const prepared = database.prepare<unknown[], Record<string, string | number | null | Buffer>>(text);
      const plain = values.map((value) => (value instanceof ArrayBuffer ? Buffer.from(value) : value));
      const results = prepared.all(...plain).map((row) => {
        const columns = Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? [...value] : value]);
        return Object.fromEntries(columns);
      });
      return { results };
    },
  });
  return { prepare: (text) => statement(text, []) };
}

describe('openD1Store', () => {
  const store = openD1Store(
    fakeD1(
      "CREATE TABLE t (id INTEGER, name TEXT, data BLOB); INSERT INTO t VALUES (1, 'a', x'00ff'), (2, NULL, x'');",
    ),
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
