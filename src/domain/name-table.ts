/** A set of names that are kept as bytes: hundreds of thousands of symbols without a string for each. */

/** How a name got in: each adds what it knows. */
export interface NameTable {
  /** Distinct names. */
  readonly size: number;
  /** Adds the name at `bytes[start … end-1]`, ASCII; gives its id, and counts how often it was added. */
  add(bytes: Uint8Array, start: number, end: number): number;
  /** The id of a name, -1 where it was not added. */
  idOf(name: string): number;
  /** How often the name with an id was added. */
  timesOf(id: number): number;
  nameOf(id: number): string;
  /** What it is made of, to make it again. */
  data(): NameData;
}

/** A table as plain data. */
export interface NameData {
  /** The names one behind the other; where each ends, its hash, how often it was added. */
  readonly text: Uint8Array;
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

/**
 * A table that holds nothing yet, or what another one held.
 * @param from - that one's data, else how many names there is room for at first, a power of two: growing costs as much as adding
 */
export function nameTable(from: number | NameData): NameTable {
  let { text, ends, hashes, times, places } = typeof from === 'number' ? roomFor(from) : from;
  let size = typeof from === 'number' ? 0 : ends.length;
  let asked = new Uint8Array(64);

  const startOf = (id: number): number => (id === 0 ? 0 : (ends[id - 1] as number));
  /** The place of a name, or of where it would stand. */
  const placeOf = (hash: number, bytes: Uint8Array, start: number, end: number): number => {
    const mask = places.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const id = places[at] as number;
      if (id < 0) return at;
      if (hashes[id] !== hash) continue;
      let own = startOf(id);
      if ((ends[id] as number) - own !== end - start) continue;
      let i = start;
      while (i < end && text[own] === bytes[i]) {
        i++;
        own++;
      }
      if (i === end) return at;
    }
  };
  const grow = (): void => {
    const wider = new Int32Array(places.length * 2).fill(-1);
    const mask = wider.length - 1;
    for (let id = 0; id < size; id++) {
      let at = (hashes[id] as number) & mask;
      while ((wider[at] as number) >= 0) at = (at + 1) & mask;
      wider[at] = id;
    }
    places = wider;
  };

  return {
    get size() {
      return size;
    },
    add(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const at = placeOf(hash, bytes, start, end);
      const known = places[at] as number;
      if (known >= 0) {
        times[known] = Math.min((times[known] as number) + 1, 0xffff);
        return known;
      }
      const id = size++;
      if (id === ends.length) {
        ends = resized(ends, new Uint32Array(id * 2));
        hashes = resized(hashes, new Int32Array(id * 2));
        times = resized(times, new Uint16Array(id * 2));
      }
      let used = startOf(id);
      if (used + end - start > text.length) text = resized(text, new Uint8Array((used + end - start) * 2));
      for (let i = start; i < end; i++) text[used++] = bytes[i] as number;
      ends[id] = used;
      hashes[id] = hash;
      times[id] = 1;
      places[at] = id;
      if (size > places.length * FULL) grow();
      return id;
    },
    idOf(name) {
      const { length } = name;
      if (length > asked.length) asked = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        const code = name.charCodeAt(i);
        if (code > 0x7f) return -1;
        asked[i] = code;
      }
      return places[placeOf(hashOf(asked, 0, length), asked, 0, length)] as number;
    },
    timesOf: (id) => times[id] as number,
    nameOf: (id) => {
      let name = '';
      for (let i = startOf(id); i < (ends[id] as number); i++) name += String.fromCharCode(text[i] as number);
      return name;
    },
    data: () => ({
      text: text.subarray(0, startOf(size)),
      ends: ends.subarray(0, size),
      hashes: hashes.subarray(0, size),
      times: times.subarray(0, size),
      places,
    }),
  };
}

function roomFor(names: number): NameData {
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
