/** The {@link Store} of Workers: Cloudflare D1. */
import { blobsOf } from './blob-archive.js';
import { d1Images, type ImageUser } from './d1-images.js';
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

/**
 * A store over a D1 database that holds one pack.
 * @param user - who reads its images; without it they are left alone
 */
export function openD1Store(database: D1Binding, user?: ImageUser): Store {
  const all: Store['all'] = async (sql, ...params) => {
    const statement = database.prepare(sql);
    const bound = params.length === 0 ? statement : statement.bind(...params.map(toD1));
    return (await bound.all()).results.map(fromD1);
  };
  const get: Store['get'] = async (sql, ...params) => (await all(sql, ...params))[0];
  return {
    all,
    blobs: async () => {
      const blobs = await blobsOf(pieces(all, 'archive', 0));
      return async (name) => blobs.get(name);
    },
    get,
    ...(user && { images: d1Images({ get }, (first, end) => pieces(all, 'image', first, end), user) }),
    // A binding belongs to the Worker, which never gives it back.
    close: async () => {},
  };
}

/** Rows that one query reads: some 1.5 MB. */
const ROWS_AT_ONCE = 64;

/** Queries that are on their way at once: a Worker may have six. */
const QUERIES_AT_ONCE = 4;

/** Texts of a table, in order of their numbers; the next ones are on their way while those before are unpacked. */
async function* pieces(
  all: Store['all'],
  table: 'archive' | 'image',
  first: number,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  const waiting: Promise<readonly Row[]>[] = [];
  let next = first;
  const ask = (): void => {
    if (next >= end) return;
    const rows = all(
      `SELECT data FROM ${table} WHERE seq >= ? AND seq < ? ORDER BY seq`,
      next,
      Math.min(next + ROWS_AT_ONCE, end),
    );
    // It is awaited in its turn; until then a failure is no unhandled one.
    rows.catch(() => undefined);
    waiting.push(rows);
    next += ROWS_AT_ONCE;
  };
  for (let i = 0; i < QUERIES_AT_ONCE; i++) ask();
  for (let rows = await waiting.shift(); rows !== undefined; rows = await waiting.shift()) {
    if (rows.length === ROWS_AT_ONCE) ask();
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
