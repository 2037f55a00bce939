/** Reads a table that has dense ids in pages, so that a whole kernel never stands in memory at once. */

import type { Row, Store } from '../../store/store.js';

const PAGE = 5000;

/**
 * All rows of a statement that ends in two placeholders for a half-open range of ids (`… WHERE id >= ? AND id < ?`).
 * @param count - how many ids there are, from 0
 */
export async function* rowsById(store: Store, sql: string, count: number): AsyncGenerator<Row> {
  for (let from = 0; from < count; from += PAGE) yield* await store.all(sql, from, from + PAGE);
}

/** The paths of all files, by id. */
export async function filePaths(store: Store): Promise<readonly string[]> {
  return (await store.all('SELECT path FROM file ORDER BY id')).map((row) => String(row.path));
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
