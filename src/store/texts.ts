/** Many texts in one piece of bytes: each is decoded when it is asked for, as most never are. */

import type { Bytes } from './column.js';

export interface Texts {
  /** UTF-8, one text behind the other. */
  readonly bytes: Bytes;
  /** Text `n` is `bytes[starts[n] … starts[n+1]-1]`. */
  readonly starts: Uint32Array;
}

const decoder = new TextDecoder();

/** Puts texts together. */
export function textsOf(list: readonly string[]): Texts {
  const encoder = new TextEncoder();
  const starts = new Uint32Array(list.length + 1);
  let bytes = new Uint8Array(1 << 16);
  let end = 0;
  for (const [i, text] of list.entries()) {
    // A character takes at most three bytes of UTF-8 for each of its UTF-16 units.
    if (end + text.length * 3 > bytes.length) {
      const longer = new Uint8Array((bytes.length + text.length * 3) * 2);
      longer.set(bytes);
      bytes = longer;
    }
    end += encoder.encodeInto(text, bytes.subarray(end)).written;
    starts[i + 1] = end;
  }
  return { bytes: bytes.slice(0, end), starts };
}

/** The text with a number; '' where there is none. */
export function textAt({ bytes, starts }: Texts, at: number): string {
  const [start, end] = [starts[at], starts[at + 1]];
  return start === undefined || end === undefined || start === end ? '' : decoder.decode(bytes.slice(start, end));
}

/** All of them, in order. */
export function allTexts({ bytes, starts }: Texts): string[] {
  const whole = bytes.slice(0, bytes.length);
  const text = decoder.decode(whole);
  // Of ASCII alone each text is a part of all of it, which is much faster than decoding tens of thousands.
  const part =
    text.length === whole.length
      ? (at: number): string => text.slice(starts[at], starts[at + 1])
      : (at: number): string => decoder.decode(whole.subarray(starts[at], starts[at + 1]));
  return Array.from({ length: starts.length - 1 }, (_, at) => part(at));
}
