/** Values that are mostly as they are in another pack: one cheap bit says so. And which row of it a row stands for. */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';

/** Asks value by value, row by row. */
export interface Likeness {
  /** A new row: what its values are like is foretold from each other. */
  startRow(): void;
  /** Whether `value` (ignored when decoding) is as `expected`. */
  is(column: number, expected: number | string, value: number | string): boolean;
}

/** Contexts that a column takes: its last two answers, and whether all answers of the row were yes. */
const PER_COLUMN = 8;

/** As many contexts as {@link likeness} uses. */
export function likenessContexts(columns: number): number {
  return columns * PER_COLUMN;
}

export function likeness(bits: BitCoder, firstContext: number, columns: number): Likeness {
  const last = new Uint8Array(columns).fill(3);
  let differs = 0;
  return {
    startRow: () => {
      differs = 0;
    },
    is: (column, expected, value) => {
      const before = last[column] as number;
      const same = bits.bit(firstContext + column * PER_COLUMN + before * 2 + differs, expected === value ? 1 : 0);
      last[column] = ((before << 1) | same) & 3;
      if (same === 0) differs = 1;
      return same === 1;
    },
  };
}

/** Contexts that {@link rowMatcher} uses. */
export const MATCH_CONTEXTS = 13 + 2 * NUMBER_CONTEXTS;

/** Tells of each row which row of the base it stands for: mostly the one behind the row before's. */
export interface RowMatcher {
  /** The rows that can be meant from here on: `first` … `end - 1`. */
  startRange(first: number, end: number): void;
  /** @param match - a row of the range or -1 for none; ignored when decoding */
  code(match: number): number;
}

export function rowMatcher(bits: BitCoder, firstContext: number): RowMatcher {
  let next = 0;
  let first = 0;
  let end = 0;
  let last = 3;
  return {
    startRange: (from, to) => {
      next = first = from;
      end = to;
    },
    code: (match) => {
      if (first === end) return -1;
      const isNext = next < end && bits.bit(firstContext + last, match === next ? 1 : 0) === 1;
      if (isNext) {
        last = ((last << 1) | 1) & 3;
        return next++;
      }
      const before = last;
      last = (last << 1) & 3;
      const atEnd = next < end ? 0 : 4;
      if (bits.bit(firstContext + 4 + atEnd + before, match >= 0 ? 1 : 0) === 0) return -1;
      const back = bits.bit(firstContext + 12, match < next ? 1 : 0);
      const numbers = firstContext + 13 + back * NUMBER_CONTEXTS;
      const away = codeNumber(bits, numbers, back ? next - match - 1 : match - next);
      const found = back ? next - 1 - away : next + away;
      if (found < first || found >= end) throw new RangeError('the rows of the pack are damaged');
      next = found + 1;
      return found;
    },
  };
}
