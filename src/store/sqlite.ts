/** The {@link Store} of Node: a pack's database file through better-sqlite3, read-only. */

import Database from 'better-sqlite3';
import type { Row, SqlValue, Store } from './store.js';

const BLOB_CHUNKS = 'SELECT data FROM blob WHERE name = ? ORDER BY seq';

function bytesOf({ data }: Row): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError('a blob of the pack is no bytes');
}

function joined(chunks: readonly Uint8Array[]): Uint8Array | undefined {
  if (chunks.length < 2) return chunks[0];
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * Opens the database at `path`.
 * @throws Error of better-sqlite3: `SQLITE_CANTOPEN` when it does not exist, `SQLITE_NOTADB` or `SQLITE_CORRUPT` when
 *   it is no database
 */
export function openSqliteStore(path: string): Store {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  const statements = new Map<string, Database.Statement<SqlValue[], Row>>();
  try {
    // The file is first read here, so that a broken one fails now and not in an answer.
    database.pragma('schema_version');
  } catch (error) {
    database.close();
    throw error;
  }

  const prepared = (sql: string): Database.Statement<SqlValue[], Row> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<SqlValue[], Row>(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    blobs: async () => async (name) => joined(prepared(BLOB_CHUNKS).all(name).map(bytesOf)),
    all: async (sql, ...params) => prepared(sql).all(...params),
    get: async (sql, ...params) => prepared(sql).get(...params),
    close: async () => {
      statements.clear();
      database.close();
    },
  };
}
