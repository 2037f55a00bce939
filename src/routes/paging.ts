/** Pages of a list: opaque cursors that hold a position and are valid for one dataset. */
import { invalidField } from './problems.js';

/** Digits of the dataset's hash in a cursor. */
const DATASET_DIGITS = 8;

export function encodeCursor(dataset: string, position: number): string {
  return `${dataset.slice(0, DATASET_DIGITS)}-${position.toString(36)}`;
}

/**
 * The position in a cursor, or `undefined` without one.
 * @throws ProblemError 400 for a text that is no cursor, or one of another dataset: its position means something else here
 */
export function decodeCursor(dataset: string, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [, of, position] = /^([0-9a-f]{8})-([0-9a-z]{1,8})$/.exec(cursor) ?? [];
  if (of === undefined || position === undefined) throw invalidField('query', 'cursor', 'not a cursor of this service');
  if (of !== dataset.slice(0, DATASET_DIGITS)) {
    throw invalidField('query', 'cursor', 'the data changed since the cursor was given; start again without it');
  }
  return Number.parseInt(position, 36);
}

/** Where a page of a list of so many items starts, and ends. */
export function pageSpan(
  total: number,
  dataset: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { start: number; end: number; total: number; next_cursor: string | null } {
  const start = decodeCursor(dataset, cursor) ?? 0;
  const end = start + limit;
  return { start, end, total, next_cursor: end < total ? encodeCursor(dataset, end) : null };
}

/** One page of a list that is at hand as a whole; the cursor's position is the index of its first item. */
export function pageOf<T>(
  items: readonly T[],
  dataset: string,
  asked: { readonly limit: number; readonly cursor?: string | undefined },
): { items: T[]; total: number; next_cursor: string | null } {
  const { start, end, ...page } = pageSpan(items.length, dataset, asked);
  return { items: items.slice(start, end), ...page };
}
