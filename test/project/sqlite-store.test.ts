import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite.js';
import { temporaryFolder, writeDatabase } from './pack-fixture.js';

async function database(): Promise<string> {
  const path = join(temporaryFolder(), 'test.db');
  await writeDatabase(path, 1);
  return path;
}

describe('the SQLite store', () => {
  test('answers with rows, the first row, or none', async () => {
    const store = openSqliteStore(await database());
    expect(await store.all('SELECT name FROM t ORDER BY name')).toEqual([{ name: 'count_mounts' }, { name: 'row 0' }]);
    expect(await store.get('SELECT name FROM t WHERE name = ?', 'row 0')).toEqual({ name: 'row 0' });
    expect(await store.get('SELECT name FROM t WHERE name = ?', 'row 1')).toBeUndefined();
    expect(await store.all('SELECT name FROM t WHERE name = ?', "' OR 1 --")).toEqual([]);
    await store.close();
  });

  test('runs one statement again with other parameters, also at the same time', async () => {
    const store = openSqliteStore(await database());
    const names = ['row 0', 'count_mounts', 'row 0'];
    const rows = await Promise.all(names.map((name) => store.get('SELECT name FROM t WHERE name = ?', name)));
    expect(rows).toEqual(names.map((name) => ({ name })));
    await store.close();
  });

  test('takes 100 parameters and gives back bytes and nulls', async () => {
    const store = openSqliteStore(await database());
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const sum = `SELECT ${numbers.map(() => '?').join(' + ')} AS sum`;
    expect(await store.get(sum, ...numbers)).toEqual({ sum: 4950 });
    const row = await store.get("SELECT data FROM t WHERE name = 'row 0'");
    expect(row?.data).toBeInstanceOf(Uint8Array);
    expect(row?.data).toHaveLength(2 ** 20);
    expect(await store.get("SELECT data FROM t WHERE name = 'count_mounts'")).toEqual({ data: null });
    await store.close();
  });

  test('rejects a statement that is wrong', async () => {
    const store = openSqliteStore(await database());
    await expect(store.all('SELECT missing FROM t')).rejects.toThrow('no such column: missing');
    await store.close();
  });

  test('never writes', async () => {
    const path = await database();
    const before = readFileSync(path);
    const store = openSqliteStore(path);
    await expect(store.all("INSERT INTO t (name) VALUES ('x') RETURNING name")).rejects.toThrow(/readonly/);
    await store.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('does not open what is missing or no database', () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'missing.db');
    expect(() => openSqliteStore(missing)).toThrow(/unable to open database file/);
    expect(existsSync(missing)).toBe(false);
    writeFileSync(join(folder, 'text.db'), 'x'.repeat(5000));
    expect(() => openSqliteStore(join(folder, 'text.db'))).toThrow(/not a database/);
  });
});
