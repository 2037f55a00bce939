/** The {@link Store} of Workers: Cloudflare D1. */
import { blobsOf } from './blob-archive.js';
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
    blobs: async () => {
      const blobs = await blobsOf(archivePieces(all));
      return async (name) => blobs.get(name);
    },
    get: async (sql, ...params) => (await all(sql, ...params))[0],
    // A binding belongs to the Worker, which never gives it back.
    close: async () => {},
  };
}

/** Rows of the archive that one query reads: some 1.5 MB. */
const ROWS_AT_ONCE = 64;

/** The pieces of the archive, in order; the next ones are on their way while those before are unpacked. */
async function* archivePieces(all: Store['all']): AsyncGenerator<string> {
  const part = (from: number): Promise<readonly Row[]> =>
    all('SELECT data FROM archive WHERE seq >= ? AND seq < ? ORDER BY seq', from, from + ROWS_AT_ONCE);
  for (let from = 0, next = part(0); ; from += ROWS_AT_ONCE) {
    const rows = await next;
    next = rows.length < ROWS_AT_ONCE ? Promise.resolve([]) : part(from + ROWS_AT_ONCE);
    // It is awaited in the next round; until then a failure is no unhandled one.
    next.catch(() => undefined);
    for (const row of rows) yield String(row.data);
    if (rows.length < ROWS_AT_ONCE) return;
  }
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
