/** The seal of a database: no bit of it can change unseen, and SQLite does not mind it. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { isSealed, sealDatabase } from '../../src/node/database-seal.js';
import { tempFolder } from '../source/temp-folder.js';

function database(): string {
  const path = join(tempFolder(), 'x.db');
  const db = new Database(path);
  db.exec('CREATE TABLE t (name TEXT)');
  db.prepare('INSERT INTO t VALUES (?)').run('count_mounts');
  db.close();
  return path;
}

test('a database is sealed once, and reads as before', () => {
  const path = database();
  expect(isSealed(path)).toBe(false);
  sealDatabase(path);
  expect(isSealed(path)).toBe(true);
  const db = new Database(path, { readonly: true });
  expect(db.prepare('SELECT name FROM t').pluck().get()).toBe('count_mounts');
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
  const bytes = readFileSync(path);
  sealDatabase(path);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('with any byte changed, cut short or lengthened it is not sealed', () => {
  const path = database();
  sealDatabase(path);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    const altered = Buffer.from(whole);
    altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(path, altered);
    expect(isSealed(path), `byte ${at}`).toBe(false);
  }
  for (const length of [0, 1, 59, 60, 63, 64, whole.length - 1]) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    expect(isSealed(path), `${length} bytes`).toBe(false);
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.alloc(1)]));
  expect(isSealed(path)).toBe(false);
  writeFileSync(path, whole);
  expect(isSealed(path)).toBe(true);
});

test('a file that is not there, or a folder, is none', () => {
  expect(isSealed(join(tempFolder(), 'none.db'))).toBe(false);
  expect(isSealed(tempFolder())).toBe(false);
});
