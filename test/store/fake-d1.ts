/** A stand-in for D1, which gives and takes what D1 does: blobs as arrays of bytes, at most 100 values, short statements. */

import Database from 'better-sqlite3';
import type { D1Binding } from '../../src/store/d1.js';

/** D1's limits: bytes of a statement, values that are bound to it, bytes of a value. */
const MOST = { statement: 100_000, bound: 100, value: 2_000_000 } as const;

/** @param statements - run at first, as `wrangler d1 execute` runs those of a file */
export function fakeD1(statements: Iterable<string>): D1Binding {
  const database = new Database(':memory:');
  for (const text of statements) database.exec(checked(text));
  const statement = (text: string, values: readonly unknown[]): ReturnType<D1Binding['prepare']> => ({
    bind: (...bound) => {
      if (bound.length > MOST.bound) throw new Error('too many SQL variables');
      return statement(text, bound);
    },
    all: async () => {
      const prepared = database.prepare<unknown[], Record<string, string | number | null | Buffer>>(checked(text));
      const plain = values.map((value) => (value instanceof ArrayBuffer ? Buffer.from(value) : value));
      return { results: prepared.all(...plain).map(shown) };
    },
  });
  return { prepare: (text) => statement(text, []) };
}

function checked(statement: string): string {
  if (Buffer.byteLength(statement) > MOST.statement) throw new Error('statement too long: SQLITE_TOOBIG');
  return statement;
}

function shown(row: Readonly<Record<string, string | number | null | Buffer>>) {
  const columns = Object.entries(row).map(([name, value]) => {
    if (value !== null && typeof value !== 'number' && value.length > MOST.value) throw new Error('value too long');
    return [name, Buffer.isBuffer(value) ? [...value] : value];
  });
  return Object.fromEntries(columns);
}
