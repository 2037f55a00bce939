/** Lists of whole numbers by a whole number, in flat columns: as objects, hundreds of thousands of short ones are looked at by each collection of garbage. */

import { withRoom } from './number-column.js';

export interface NumberLists {
  /** By key the place of what was added last, plus one; 0 for none. */
  last: Int32Array;
  /** A value and the place before it plus one, in turn. */
  entries: Int32Array;
  /** Values of all lists. */
  count: number;
}

export function numberLists(): NumberLists {
  return { last: new Int32Array(1024), entries: new Int32Array(2048), count: 0 };
}

export function addTo(lists: NumberLists, key: number, value: number): void {
  lists.last = withRoom(lists.last, key);
  lists.entries = withRoom(lists.entries, 2 * lists.count + 1);
  lists.entries[2 * lists.count] = value;
  lists.entries[2 * lists.count + 1] = lists.last[key] as number;
  lists.last[key] = ++lists.count;
}

/** The first value of a list that `wanted` says yes to, or -1; what was added last comes first. */
export function findIn({ last, entries }: NumberLists, key: number, wanted: (value: number) => boolean): number {
  for (let at = last[key] ?? 0; at > 0; at = entries[2 * at - 1] as number) {
    const value = entries[2 * at - 2] as number;
    if (wanted(value)) return value;
  }
  return -1;
}

/** What was added last comes first. */
export function valuesOf({ last, entries }: NumberLists, key: number): number[] {
  const values: number[] = [];
  for (let at = last[key] ?? 0; at > 0; at = entries[2 * at - 1] as number) values.push(entries[2 * at - 2] as number);
  return values;
}
