/** Where the models of the number columns (`number-coder.ts`) have their contexts, and how they class numbers. */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { likenessContexts, MATCH_CONTEXTS } from './likeness.js';
import { CALLED } from './schema.js';

export const CLASSES = 10;
export const KNOWN_FLAGS = 32;

/** Where each column has its contexts, in numbers. */
export const FLAGS = 0;
export const LINES = FLAGS + KNOWN_FLAGS * KNOWN_FLAGS;
export const GAP = LINES + KNOWN_FLAGS * CLASSES;
export const CALLERS = GAP + CLASSES + 1;
export const CALLED_FROM = CALLERS + KNOWN_FLAGS * CLASSES;
export const SIZE = CALLED_FROM + 2 * CLASSES * 3;
export const EDGES = SIZE + 2 * CLASSES * CALLED.length;
export const SITES = EDGES + CLASSES * CLASSES + 1;
export const OTHER_SITES = SITES + CLASSES * 5 * 3 + 1;
export const SITE_LINE = OTHER_SITES + 4;
export const KIND = SITE_LINE + 2 * CLASSES;
export const ERRNO = KIND + 16;
export const GUARD_LINE = ERRNO + 256;
export const TRAITS = GUARD_LINE + 16 * CLASSES;
export const NEAR = TRAITS + 16 * 2;
export const RECENT = NEAR + 2;
export const VIA = RECENT + CLASSES + 2;
export const FILTER = VIA + 17;
export const EDGE_LINE = FILTER + 16;
const NUMBERS = EDGE_LINE + CLASSES + 2;
/** And in bits: signs, how a target is told, and the digits of what was seen nowhere near. */
const SIGN = NUMBERS * NUMBER_CONTEXTS;
export const PLACE = SIGN + NUMBERS;
export const TARGET = PLACE + 64;
export const TARGET_BITS = 21;

/** What is asked of a value: whether it is as in the base. */
export const LIKE = {
  flags: 0,
  lines: 1,
  gap: 2,
  callers: 3,
  called: 4,
  size: 5,
  edges: 6,
  sites: 7,
  own: 8,
  site_line: 9,
  guard_line: 10,
  traits: 11,
  via: 12,
  filter: 13,
  edge_line: 14,
  slot_edges: 15,
} as const;
export const LIKENESS = TARGET + 2 ** TARGET_BITS;
export const SITE_MATCH = LIKENESS + likenessContexts(Object.keys(LIKE).length);
export const EDGE_MATCH = SITE_MATCH + MATCH_CONTEXTS;
export const SLOT_MATCH = EDGE_MATCH + MATCH_CONTEXTS;

export const CONTEXTS = SLOT_MATCH + MATCH_CONTEXTS;

/** Codes a whole number that may be negative; `context` is one of `NUMBERS`. */
export function codeSigned(bits: BitCoder, context: number, value: number): number {
  const negative = bits.bit(SIGN + context, value < 0 ? 1 : 0);
  const size = codeNumber(bits, context * NUMBER_CONTEXTS, negative ? -value - 1 : value);
  return negative ? -size - 1 : size;
}

/** 1, 2, 3, 4–5, 6–7, 8–11 … as 2, 4, 5, 6, 7, 8 … */
export function halfClassOf(value: number): number {
  const whole = classOf(value);
  return 2 * whole + (whole > 1 && value & (1 << (whole - 2)) ? 1 : 0);
}

/** 0, 1, 2–3, 4–7 … as 0, 1, 2, 3 … */
export function classOf(value: number): number {
  return Math.min(CLASSES - 1, 32 - Math.clz32(value));
}
