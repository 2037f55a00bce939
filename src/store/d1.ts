/** The {@link Store} of Workers: Cloudflare D1. */
import type { Row, SqlValue, Store } from './store.js';

/** The part of a D1 binding that is used here; blobs come back as arrays of bytes. */
export interface D1Binding {
  prepare(sql: string): D1Statement;
}

interface D1Statement {
  bind(...values: readonly (string | number | null | ArrayBuffer)[]): D1Statement;
  all(): Promise<{ readonly results: readonly Readonly<Record<string, D1Value>>[] }>;
}

type D1Value = string | number | null | readonly number[] | ArrayBuffer;

/** A store over a D1 database that holds one pack. */
export function openD1Store(database: D1Binding): Store {
  const all: Store['all'] = async (sql, ...params) => {
    const statement = database.prepare(sql);
    const bound = params.length === 0 ? statement : statement.bind(...params.map(toD1));
    return (await bound.all()).results.map(fromD1);
  };
  return {
    all,
    get: async (sql, ...params) => (await all(sql, ...params))[0],
    // A binding belongs to the Worker, which never gives it back.
    close: async () => {},
  };
}

function toD1(value: SqlValue): string | number | null | ArrayBuffer {
  return value instanceof Uint8Array ? Uint8Array.from(value).buffer : value;
}

function fromD1(row: Readonly<Record<string, D1Value>>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value instanceof ArrayBuffer) return [column, new Uint8Array(value)];
      return [column, typeof value === 'object' && value !== null ? Uint8Array.from(value) : value];
    }),
  );
}
