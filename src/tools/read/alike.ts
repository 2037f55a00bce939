/** Lines that look alike: what those that were read told, so that the others need not be. */
import type { Recognised } from './observed.js';

/** What lines of one look were. */
export interface Alike {
  /** How many of them were read. */
  times: number;
  readonly id: Recognised | undefined;
  /** What the first of them told: results, and such as are no errno. */
  readonly events: number;
  readonly succeeded: number;
}

export interface AlikeTable {
  find(key: number, second: number): Alike | undefined;
  add(key: number, second: number, alike: Alike): void;
}

const MOST_ENTRIES = 30_000;
/** A text has at most as many looks as lines; lines are hardly shorter. */
const SHORTEST_LINE = 4;
const MOST_SLOTS = 1 << 16;

/**
 * A hash table of two 32-bit keys, which are hashes themselves, with open addressing: a Map of numbers beyond 31 bits makes an
 * object of each that it is asked for.
 * @param length - of the text
 */
export function alikeTable(length: number): AlikeTable {
  let slots = 64;
  while (slots < MOST_SLOTS && slots * SHORTEST_LINE < length * 2) slots *= 2;
  const most = Math.min(MOST_ENTRIES, slots >> 1);
  const keys = new Int32Array(slots);
  const seconds = new Int32Array(slots);
  const entries: (Alike | undefined)[] = new Array(slots).fill(undefined);
  let size = 0;
  const slotOf = (key: number, second: number): number => {
    let slot = (key ^ (key >>> 15) ^ second) & (slots - 1);
    while (entries[slot] !== undefined && (keys[slot] !== key || seconds[slot] !== second))
      slot = (slot + 1) & (slots - 1);
    return slot;
  };
  return {
    find: (key, second) => entries[slotOf(key, second)],
    add(key, second, alike) {
      if (size >= most) return;
      const slot = slotOf(key, second);
      keys[slot] = key;
      seconds[slot] = second;
      entries[slot] = alike;
      size++;
    },
  };
}

const EQUALS = 61;
const BLANK = 32;
const DOT = 46;
/** An ending is looked for in so much of a line. */
const LONGEST_ENDING = 80;

/** A hash of how a line ends: what stands behind the last `=`, or else its last word; without fractions, which are times. */
export function endingOf(text: string, start: number, end: number): number {
  const least = Math.max(start, end - LONGEST_ENDING);
  let blank = -1;
  let from = end - 1;
  for (; from >= least; from--) {
    const code = text.charCodeAt(from);
    if (code === EQUALS) break;
    if (code === BLANK && blank < 0) blank = from;
  }
  if (from < least && blank >= 0) from = blank;
  let hash = 0;
  let fraction = false;
  for (let at = from + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    const digit = code >= 48 && code <= 57;
    fraction = code === DOT || (fraction && digit);
    if (!(fraction && digit)) hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash;
}
