/** What the symbols of calls stand for (`call-columns.ts`), as bytes: most are the next callee that was not seen before. */

import { type BitCoder, bitDecoder, bitEncoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import type { CallCallee } from './call-columns.js';
import { type TextCoder, textCoder, textContexts } from './text-coder.js';

/** As stored: append only. */
const CALL_TARGET_VIAS = ['call', 'macro', 'callback'] as const;

/** A symbol from the number of functions on; its callees are ids of functions, and from their number on indexes into `CallTargets.callees`. */
export interface CallTarget {
  readonly via: (typeof CALL_TARGET_VIAS)[number];
  readonly callees: readonly number[];
}

export interface CallTargets {
  readonly callees: readonly CallCallee[];
  readonly targets: readonly CallTarget[];
}

export function encodeCallTargets(given: CallTargets, functions: number): Uint8Array {
  const bits = bitEncoder(CONTEXTS);
  codeTargets(bits, given, functions);
  return bits.finish();
}

/** @throws RangeError when the bytes are damaged */
export function decodeCallTargets(bytes: Uint8Array, functions: number): CallTargets {
  return codeTargets(bitDecoder(bytes, CONTEXTS), { callees: [], targets: [] }, functions);
}

/** Kinds of texts: names, and slots, which begin with a point. */
const KINDS = 2;

/** Where each kind of decision has its contexts: numbers, signs, and yes or no. */
const COUNT = 0;
const LENGTH = 2;
const FIRST = LENGTH + 1;
const NEXT = FIRST + 1;
const SEVERAL = NEXT + 1;
const KNOWN = SEVERAL + CALL_TARGET_VIAS.length;
const FUNCTION = KNOWN + 1;
const NUMBERS = FUNCTION + CALL_TARGET_VIAS.length * 2;
const SIGN = NUMBERS * NUMBER_CONTEXTS;
const KIND = SIGN + NUMBERS;
const VIA = KIND + 9;
const PLACE = VIA + 16;
const TEXTS = PLACE + 16;
const CONTEXTS = TEXTS + textContexts(KINDS);

/** More than a kernel has of either. */
const MOST = 2 ** 24;

function codeTargets(bits: BitCoder, given: CallTargets, functions: number): CallTargets {
  const callees = codeCallees(bits, given.callees);
  const count = codeCount(bits, 1, given.targets.length);
  const targets: CallTarget[] = [];
  let before = 0;
  /** One more than the greatest that targets before have named. */
  let named = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const wanted = given.targets[i];
    const via = codeVia(bits, before, wanted === undefined ? 0 : CALL_TARGET_VIAS.indexOf(wanted.via));
    const length = codeNumber(bits, (SEVERAL + via) * NUMBER_CONTEXTS, wanted?.callees.length ?? 0);
    const found: number[] = [];
    for (let at = 0; at < length; at++) {
      const own = wanted?.callees[at] ?? 0;
      const context = PLACE + via * 4 + Math.min(1, at) * 2;
      const next = functions + named;
      let id = next;
      if (!bits.bit(context, own === next ? 1 : 0)) {
        if (bits.bit(context + 1, own >= functions ? 1 : 0)) id = next - codeSigned(bits, KNOWN, next - own);
        else {
          id = last + codeSigned(bits, FUNCTION + via * 2 + Math.min(1, at), own - last);
          last = id;
        }
      }
      named = Math.max(named, id - functions + 1);
      if (id < 0 || id >= functions + callees.length) throw new RangeError(DAMAGED);
      found.push(id);
    }
    targets.push({ via: CALL_TARGET_VIAS[via] as CallTarget['via'], callees: found });
    before = via;
  }
  return { callees, targets };
}

function codeCallees(bits: BitCoder, given: readonly CallCallee[]): CallCallee[] {
  const coder = textCoder(shifted(bits, TEXTS));
  const count = codeCount(bits, 0, given.length);
  const callees: CallCallee[] = [];
  let before = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const wanted = given[i] ?? '';
    const kind = codeKind(bits, before, typeof wanted !== 'string' ? 2 : wanted.startsWith('.') ? 1 : 0);
    before = kind;
    if (kind < 2) {
      callees.push(codeText(coder, kind, wanted));
      continue;
    }
    const ids: number[] = [];
    const list = typeof wanted === 'string' ? [] : wanted;
    const length = codeNumber(bits, LENGTH * NUMBER_CONTEXTS, list.length);
    for (let at = 0; at < length; at++) {
      last += codeSigned(bits, at === 0 ? FIRST : NEXT, (list[at] ?? 0) - last);
      ids.push(last);
    }
    callees.push(ids);
  }
  return callees;
}

function codeText(coder: TextCoder, kind: number, wanted: CallCallee): string {
  const text = typeof wanted === 'string' ? wanted : '';
  return kind === 1 ? `.${coder.code(1, text.slice(1))}` : coder.code(0, text);
}

function codeCount(bits: BitCoder, which: number, wanted: number): number {
  const count = codeNumber(bits, (COUNT + which) * NUMBER_CONTEXTS, wanted);
  if (count > MOST) throw new RangeError(DAMAGED);
  return count;
}

/** 0, 1 or 2, foretold by the one before. */
function codeKind(bits: BitCoder, before: number, wanted: number): number {
  if (bits.bit(KIND + before * 3, wanted === before ? 1 : 0)) return before;
  const [one = 0, other = 0] = [0, 1, 2].filter((kind) => kind !== before);
  return bits.bit(KIND + before * 3 + 1, wanted === one ? 1 : 0) ? one : other;
}

function codeVia(bits: BitCoder, before: number, wanted: number): number {
  if (bits.bit(VIA + before * 4, wanted === 0 ? 1 : 0)) return 0;
  return bits.bit(VIA + before * 4 + 1, wanted === 1 ? 1 : 0) ? 1 : 2;
}

/** A whole number that may be negative. */
function codeSigned(bits: BitCoder, context: number, value: number): number {
  const negative = bits.bit(SIGN + context, value < 0 ? 1 : 0);
  const size = codeNumber(bits, context * NUMBER_CONTEXTS, negative ? -value - 1 : value);
  return negative ? -size - 1 : size;
}

/** The same coder with its contexts further on. */
function shifted(bits: BitCoder, by: number): BitCoder {
  return { decoding: bits.decoding, bit: (context, bit) => bits.bit(context + by, bit) };
}

const DAMAGED = 'the calls of the pack are damaged';
