/** The symbol table that a kernel carries for itself (`CONFIG_KALLSYMS`), found in its image and decoded. */

import { IndexError } from '../index-error.js';
import { byteView, damaged } from './byte-view.js';

/** A symbol as kallsyms has it, in the order of the table, which is that of addresses. */
interface KallsymsEntry {
  readonly name: string;
  /** As nm(1) prints it: `T`, `t`, `W`, `D`, … */
  readonly type: string;
  /** Bytes from where addresses are counted; null for an absolute or per-CPU symbol. */
  readonly address: number | null;
}

export interface KallsymsTable {
  readonly entries: readonly KallsymsEntry[];
  readonly origin: Origin;
}

/**
 * Where addresses are counted from:
 * - `base`: from an address that stands in the image at `at`, where a relocation may have to put it first (then it is 0);
 * - `image`: from where the first byte of the image would be, if all of it had addresses like the place `at`.
 */
type Origin =
  | { readonly from: 'base'; readonly value: bigint; readonly at: number }
  | { readonly from: 'image'; readonly at: number };

const TOKENS = 256;
/** Each marker is the place of another 256 names. */
const NAMES_A_MARKER = 256;
/** Fewer symbols than this are no kernel; the smallest have ten thousand. */
const FEWEST_SYMBOLS = 1000;
/** The largest kernels of distributions have 0.2 million, data included. */
const MOST_SYMBOLS = 2_000_000;
/** Bytes a name takes in the table, its length included: KSYM_NAME_LEN is 512 since 6.1. */
const LONGEST_NAME = 514;
/** Rows of digits, tables of tokens and beginnings of markers that are looked into: an image has a few, a made file many. */
const MOST_DIGITS = 1000;
const MOST_TOKEN_TABLES = 4;
const MOST_ATTEMPTS = 200;

/**
 * Finds and decodes the table. scripts/kallsyms.c writes its parts in an order that changed:
 * until 6.3 offsets, base, number, names, markers, (6.2: sequence,) tokens, token index;
 * since 6.4 number, names, markers, tokens, token index, offsets, base, sequence;
 * since 7.0 the same without a base: an offset counts from the place where it stands.
 * Each part is aligned to 4 or 8 bytes. Tokens and their index prove each other, and so do names and markers.
 *
 * @throws IndexError when there is none
 */
export function readKallsyms(bytes: Uint8Array, name: string): KallsymsTable {
  let tables = 0;
  for (const tokens of tokenTables(bytes)) {
    if (++tables > MOST_TOKEN_TABLES) break;
    for (const names of nameTables(bytes, tokens.start)) {
      const offsets = findOffsets(bytes, names, tokens.end);
      if (offsets === null) continue;
      const texts = decodeNames(bytes, names, tokens.texts);
      return {
        origin: offsets.origin,
        entries: texts.map((text, i) => ({
          type: text.charAt(0),
          name: text.slice(1),
          address: offsets.addressOf(i),
        })),
      };
    }
  }
  throw new IndexError(
    `${name} has no symbol table of its own (CONFIG_KALLSYMS) that can be read`,
    'give System.map or /proc/kallsyms of that kernel as well',
  );
}

interface TokenTable {
  readonly start: number;
  /** Behind the index. */
  readonly end: number;
  readonly texts: readonly string[];
}

/** The tokens of the digits stand for themselves, as every kernel has them in names: `0\0` to `9\0`. */
const DIGITS = Buffer.from([...'0123456789'].map((digit) => `${digit}\0`).join(''), 'latin1');
const FIRST_DIGIT = 0x30;

/** Tables of 256 texts, each ended by NUL, with an index of 256 places behind them. */
function* tokenTables(bytes: Uint8Array): Generator<TokenTable> {
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let found = 0;
  for (let at = image.indexOf(DIGITS); at >= 0; at = image.indexOf(DIGITS, at + 1)) {
    if (++found > MOST_DIGITS) return;
    const ends: number[] = [];
    for (let end = at, i = FIRST_DIGIT; i < TOKENS; i++) {
      end = image.indexOf(0, end) + 1;
      if (end === 0 || end - at > TOKENS * LONGEST_NAME) break;
      ends.push(end);
    }
    const last = ends[TOKENS - FIRST_DIGIT - 1];
    if (last === undefined) continue;
    for (const alignment of [8, 4, 2]) {
      const index = aligned(last, alignment);
      if (index + TOKENS * 2 > image.length) continue;
      const places = Array.from({ length: TOKENS }, (_, i) => image.readUInt16LE(index + i * 2));
      const start = at - (places[FIRST_DIGIT] as number);
      if (start < 0 || places[0] !== 0) continue;
      const texts = textsAt(image, start, places);
      if (texts !== null) yield { start, end: index + TOKENS * 2, texts };
    }
  }
}

/** The texts at places that follow each other without a gap; null where they do not. */
function textsAt(image: Buffer, start: number, places: readonly number[]): readonly string[] | null {
  const texts: string[] = [];
  for (const [i, place] of places.entries()) {
    const end = image.indexOf(0, start + place);
    const next = places[i + 1];
    if (end < 0 || (next !== undefined && end + 1 !== start + next)) return null;
    texts.push(image.toString('latin1', start + place, end));
  }
  return texts;
}

interface NameTable {
  /** Where the number of names stands. */
  readonly numberAt: number;
  readonly start: number;
  readonly count: number;
  /** Behind the markers. */
  readonly end: number;
}

/** The tables of names before `before`, the nearest first: names whose every 256th is where the markers say. */
function* nameTables(bytes: Uint8Array, before: number): Generator<NameTable> {
  const view = byteView(bytes, 'kallsyms');
  let attempts = 0;
  // Between the markers and the tokens may stand the sequence of 6.2 and 6.3, 3 bytes a name.
  const lowest = Math.max(0, before - MOST_SYMBOLS * 3 - Math.ceil(MOST_SYMBOLS / NAMES_A_MARKER) * 4);
  for (let at = before - (before % 4) - 8; at >= lowest && attempts < MOST_ATTEMPTS; at -= 4) {
    if (view.u32(at) !== 0) continue;
    const markers = markersAt(bytes, at, before);
    if (markers.length * NAMES_A_MARKER < FEWEST_SYMBOLS) continue;
    attempts++;
    const found = namesBefore(bytes, at, markers);
    if (found !== null) yield found;
  }
}

/** The ascending numbers from `at` on, each far enough from the one before it for 256 names. */
function markersAt(bytes: Uint8Array, at: number, before: number): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const markers = [0];
  for (let next = at + 4; next + 4 <= before; next += 4) {
    const value = view.getUint32(next, true);
    const step = value - (markers.at(-1) as number);
    if (step < NAMES_A_MARKER * 2 || step > NAMES_A_MARKER * LONGEST_NAME || value > at) break;
    markers.push(value);
  }
  return markers;
}

/** Names that end where markers start: their number stands before them, 8 bytes (4 on 32 bits) in front. */
function namesBefore(bytes: Uint8Array, markersStart: number, markers: readonly number[]): NameTable | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = markers.at(-1) as number;
  const highest = markersStart - last;
  const lowest = Math.max(8, highest - NAMES_A_MARKER * LONGEST_NAME);
  for (let start = highest - (highest % 4); start >= lowest; start -= 4) {
    for (const gap of [8, 4]) {
      const count = view.getUint32(start - gap, true);
      // What follows the markers may look like one more of them, so the number decides.
      const needed = Math.ceil(count / NAMES_A_MARKER);
      if (needed > markers.length || needed < markers.length - 2) continue;
      if (count < FEWEST_SYMBOLS || count > MOST_SYMBOLS) continue;
      const end = endOfNames(bytes, start, count, markers);
      if (end < 0 || end > markersStart || markersStart - end >= 8) continue;
      return { numberAt: start - gap, start, count, end: markersStart + needed * 4 };
    }
  }
  return null;
}

/** Where `count` names end, -1 where they are not where the markers say. */
function endOfNames(bytes: Uint8Array, start: number, count: number, markers: readonly number[]): number {
  let at = start;
  for (let i = 0; i < count; i++) {
    if (i % NAMES_A_MARKER === 0 && at - start !== markers[i / NAMES_A_MARKER]) return -1;
    const first = bytes[at];
    if (first === undefined || first === 0) return -1;
    at += first < 0x80 ? 1 + first : 2 + ((first & 0x7f) | ((bytes[at + 1] ?? 0) << 7));
  }
  return at;
}

/** A name is its length (one byte, since 6.1 two for 128 and more: ULEB128) and as many tokens; its type comes first. */
function decodeNames(bytes: Uint8Array, { start, count }: NameTable, tokens: readonly string[]): readonly string[] {
  const names: string[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    let length = bytes[at++] as number;
    if (length >= 0x80) length = (length & 0x7f) | ((bytes[at++] as number) << 7);
    let text = '';
    for (const end = at + length; at < end && text.length <= LONGEST_NAME; at++) text += tokens[bytes[at] as number];
    if (text.length > LONGEST_NAME) throw damaged('kallsyms', `the name ${i} is too long`);
    names.push(text);
  }
  return names;
}

interface Offsets {
  readonly origin: Origin;
  addressOf(index: number): number | null;
}

/** The offsets of the names: before their number (until 6.3), or behind the token index (since 6.4). */
function findOffsets(bytes: Uint8Array, names: NameTable, tokensEnd: number): Offsets | null {
  const { count, numberAt } = names;
  for (const alignment of [8, 4]) {
    const room = aligned(count * 4, alignment);
    for (const [at, baseAt] of [
      [numberAt - alignment - room, numberAt - alignment],
      [aligned(tokensEnd, alignment), aligned(tokensEnd, alignment) + room],
    ] as const) {
      const found = offsetsAt(bytes, at, baseAt, count);
      if (found !== null) return found;
    }
  }
  return placeRelativeAt(bytes, aligned(tokensEnd, 4), count);
}

/**
 * Offsets from the base; with per-CPU symbols that count from 0 (`CONFIG_KALLSYMS_ABSOLUTE_PERCPU`, x86 until 6.14) these
 * stand as they are, and an offset o as -1 - o. The table is sorted by address: that is how it is known to be one.
 */
function offsetsAt(bytes: Uint8Array, at: number, baseAt: number, count: number): Offsets | null {
  if (at < 0 || baseAt + 8 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signedAt = (i: number): number => view.getInt32(at + i * 4, true);
  const percpu = signedAt(count - 1) < 0 && signedAt(count >> 1) < 0;
  const addressOf = percpu
    ? (i: number) => (signedAt(i) < 0 ? -1 - signedAt(i) : null)
    : (i: number) => view.getUint32(at + i * 4, true);
  if (!isSorted(addressOf, count)) return null;
  return { origin: { from: 'base', value: view.getBigUint64(baseAt, true), at: baseAt }, addressOf };
}

function placeRelativeAt(bytes: Uint8Array, at: number, count: number): Offsets | null {
  if (at + count * 4 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const addressOf = (i: number): number => at + i * 4 + view.getInt32(at + i * 4, true);
  return isSorted(addressOf, count) ? { origin: { from: 'image', at }, addressOf } : null;
}

/** Whether addresses ascend, and are those of more than a few bytes. */
function isSorted(addressOf: (index: number) => number | null, count: number): boolean {
  let first: number | undefined;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const address = addressOf(i);
    if (address === null) continue;
    if (address < previous) return false;
    first ??= address;
    previous = address;
  }
  return first !== undefined && previous - first >= FEWEST_SYMBOLS;
}

function aligned(at: number, to: number): number {
  return Math.ceil(at / to) * to;
}
