/** What came after what: for each pair of symbols those that followed it, the latest first, with how often. */

/** Symbols that are remembered for a pair. */
export const MOST_FOLLOWERS = 4;

/** Numbers in typed arrays, as a kernel has two million pairs. */
export interface Followers {
  /** Where the followers of a pair begin in `symbols` and `times`; -1 where there are none. */
  find(one: number, two: number): number;
  /** The symbol at a place; -1 behind the last one of a pair. */
  symbolAt(place: number): number;
  /** How often it followed. */
  timesAt(place: number): number;
  /** Notes that a symbol came after a pair. */
  follow(one: number, two: number, symbol: number): void;
}

export function followers(): Followers {
  let capacity = 1 << 12;
  let count = 0;
  /** Of an open hash table twice as large as what it holds: the number of the pair at each place, plus one. */
  let table = new Int32Array(2 * capacity);
  let ones = new Int32Array(capacity);
  let twos = new Int32Array(capacity);
  let symbols = new Int32Array(capacity * MOST_FOLLOWERS).fill(-1);
  let times = new Int32Array(capacity * MOST_FOLLOWERS);

  /** The place in the hash table that holds the pair, or is free for it. */
  const slotOf = (one: number, two: number): number => {
    const mask = table.length - 1;
    let slot = hash(one, two) & mask;
    for (let pair = table[slot] as number; pair !== 0; pair = table[slot] as number) {
      if (ones[pair - 1] === one && twos[pair - 1] === two) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    capacity *= 2;
    ones = grown(ones, capacity, 0);
    twos = grown(twos, capacity, 0);
    symbols = grown(symbols, capacity * MOST_FOLLOWERS, -1);
    times = grown(times, capacity * MOST_FOLLOWERS, 0);
    table = new Int32Array(2 * capacity);
    for (let pair = 0; pair < count; pair++) table[slotOf(ones[pair] as number, twos[pair] as number)] = pair + 1;
  };
  /** The number of a pair, which is added where it is new. */
  const pairOf = (one: number, two: number): number => {
    const slot = slotOf(one, two);
    const known = table[slot] as number;
    if (known !== 0) return known - 1;
    if (count === capacity) {
      grow();
      return pairOf(one, two);
    }
    ones[count] = one;
    twos[count] = two;
    table[slot] = ++count;
    return count - 1;
  };
  return {
    find: (one, two) => ((table[slotOf(one, two)] as number) - 1) * MOST_FOLLOWERS,
    symbolAt: (place) => symbols[place] as number,
    timesAt: (place) => times[place] as number,
    follow: (one, two, symbol) => {
      const first = pairOf(one, two) * MOST_FOLLOWERS;
      let at = first;
      while (at < first + MOST_FOLLOWERS - 1 && symbols[at] !== symbol && symbols[at] !== -1) at++;
      const before = symbols[at] === symbol ? (times[at] as number) : 0;
      for (; at > first; at--) {
        symbols[at] = symbols[at - 1] as number;
        times[at] = times[at - 1] as number;
      }
      symbols[first] = symbol;
      times[first] = before + 1;
    },
  };
}

function hash(one: number, two: number): number {
  const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function grown(from: Int32Array, length: number, filling: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  if (filling !== 0) to.fill(filling, from.length);
  return to;
}
