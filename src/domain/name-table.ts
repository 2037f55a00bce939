/** A set of names that are kept as bytes: hundreds of thousands of symbols without a string for each. */

import type { Column } from '../store/column.js';
import { recall } from './recall.js';

export interface Names {
  /** Distinct names. */
  readonly size: number;
  /** The id of a name, -1 where it was not added. */
  idOf(name: string): number;
  /** How often the name with an id was added. */
  timesOf(id: number): number;
  nameOf(id: number): string;
}

/** Names to which more can be added. */
export interface NameTable extends Names {
  /** Adds the name at `bytes[start … end-1]`, ASCII; gives its id, and counts how often it was added. */
  add(bytes: Uint8Array, start: number, end: number): number;
  /** What it is made of, for {@link namesFrom}. */
  data(): NameData;
}

/** A table as plain data. */
export interface NameData {
  /** The names one behind the other; where each ends, its hash, how often it was added. */
  readonly text: Column;
  readonly ends: Uint32Array;
  readonly hashes: Int32Array;
  readonly times: Uint16Array;
  /** Hash → id; -1 where there is none. */
  readonly places: Int32Array;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/** The table is doubled when it is fuller than this. */
const FULL = 0.6;

/** Bytes that a name takes on average. */
const MEAN_LENGTH = 24;

/** Ids that are remembered of a table, whose names may stand in a file: most answers look for the same ones. */
const MOST_REMEMBERED = 1 << 14;

/** The names that a table held. */
export function namesFrom(data: NameData): Names {
  const { idOf, ...names } = lookedUpIn(data, () => data.ends.length);
  const ids = new Map<string, number>();
  return { ...names, idOf: (name) => recall(ids, name, MOST_REMEMBERED, () => idOf(name)) };
}

/** As it grows. */
interface Growing {
  text: Uint8Array;
  ends: Uint32Array;
  hashes: Int32Array;
  times: Uint16Array;
  places: Int32Array;
}

/**
 * A table that holds nothing yet.
 * @param room - how many names there is room for at first, a power of two: growing costs as much as adding
 */
export function nameTable(room: number): NameTable {
  const table = roomFor(room);
  let size = 0;
  const { idOf, timesOf, nameOf } = lookedUpIn(table, () => size);
  return {
    ...{ idOf, timesOf, nameOf },
    get size() {
      return size;
    },
    add(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const at = placeOf(table, hash, bytes, start, end);
      const known = table.places[at] as number;
      if (known >= 0) {
        table.times[known] = Math.min((table.times[known] as number) + 1, 0xffff);
        return known;
      }
      const id = size++;
      if (id === table.ends.length) {
        table.ends = resized(table.ends, new Uint32Array(id * 2));
        table.hashes = resized(table.hashes, new Int32Array(id * 2));
        table.times = resized(table.times, new Uint16Array(id * 2));
      }
      let used = startOf(table, id);
      if (used + end - start > table.text.length)
        table.text = resized(table.text, new Uint8Array((used + end - start) * 2));
      for (let i = start; i < end; i++) table.text[used++] = bytes[i] as number;
      table.ends[id] = used;
      table.hashes[id] = hash;
      table.times[id] = 1;
      table.places[at] = id;
      if (size > table.places.length * FULL) table.places = placesOf(table, size);
      return id;
    },
    data: () => ({
      text: table.text.subarray(0, startOf(table, size)),
      ends: table.ends.subarray(0, size),
      hashes: table.hashes.subarray(0, size),
      times: table.times.subarray(0, size),
      places: table.places,
    }),
  };
}

function lookedUpIn(table: NameData, size: () => number): Names {
  let asked = new Uint8Array(64);
  return {
    get size() {
      return size();
    },
    idOf(name) {
      const { length } = name;
      if (length > asked.length) asked = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        const code = name.charCodeAt(i);
        if (code > 0x7f) return -1;
        asked[i] = code;
      }
      return table.places[placeOf(table, hashOf(asked, 0, length), asked, 0, length)] as number;
    },
    timesOf: (id) => table.times[id] as number,
    nameOf: (id) => {
      let name = '';
      for (let i = startOf(table, id); i < (table.ends[id] as number); i++)
        name += String.fromCharCode(table.text.at(i) as number);
      return name;
    },
  };
}

function startOf({ ends }: NameData, id: number): number {
  return id === 0 ? 0 : (ends[id - 1] as number);
}

/** The place of a name, or of where it would stand. */
function placeOf(table: NameData, hash: number, bytes: Uint8Array, start: number, end: number): number {
  const { text, ends, hashes, places } = table;
  const mask = places.length - 1;
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const id = places[at] as number;
    if (id < 0) return at;
    if (hashes[id] !== hash) continue;
    let own = startOf(table, id);
    if ((ends[id] as number) - own !== end - start) continue;
    let i = start;
    while (i < end && text.at(own) === bytes[i]) {
      i++;
      own++;
    }
    if (i === end) return at;
  }
}

/** Twice as many places. */
function placesOf({ hashes, places }: Growing, size: number): Int32Array {
  const wider = new Int32Array(places.length * 2).fill(-1);
  const mask = wider.length - 1;
  for (let id = 0; id < size; id++) {
    let at = (hashes[id] as number) & mask;
    while ((wider[at] as number) >= 0) at = (at + 1) & mask;
    wider[at] = id;
  }
  return wider;
}

function roomFor(names: number): Growing {
  return {
    text: new Uint8Array(names * MEAN_LENGTH),
    ends: new Uint32Array(names),
    hashes: new Int32Array(names),
    times: new Uint16Array(names),
    places: new Int32Array(names * 2).fill(-1),
  };
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), HASH_FACTOR);
  return hash;
}

function resized<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
