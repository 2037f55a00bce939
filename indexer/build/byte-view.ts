/** Numbers at offsets of a file, each read within its bounds. */

import { IndexError } from '../index-error.js';

/** Reads numbers; every reader throws an IndexError where the bytes do not go that far. */
export interface ByteView {
  readonly bytes: Uint8Array;
  readonly name: string;
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  /** A number of 8 bytes, exact up to 2^53: offsets and sizes. */
  size(at: number): number;
  /** The bytes from `at` on, `length` of them. */
  part(at: number, length: number): Uint8Array;
  /** The text up to the NUL after `at`, of at most `most` bytes. */
  text(at: number, most?: number): string;
}

/**
 * @param name what is read, for errors
 * @param littleEndian the order of bytes in a number
 */
export function byteView(bytes: Uint8Array, name: string, littleEndian = true): ByteView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const check = (at: number, length: number): void => {
    if (Number.isSafeInteger(at) && at >= 0 && length >= 0 && at + length <= bytes.length) return;
    throw damaged(name, `${length} bytes at ${at} are wanted, it has ${bytes.length}`);
  };
  return {
    bytes,
    name,
    u8(at) {
      check(at, 1);
      return view.getUint8(at);
    },
    u16(at) {
      check(at, 2);
      return view.getUint16(at, littleEndian);
    },
    u32(at) {
      check(at, 4);
      return view.getUint32(at, littleEndian);
    },
    size(at) {
      check(at, 8);
      const [low, high] = littleEndian ? [at, at + 4] : [at + 4, at];
      return view.getUint32(high, littleEndian) * 2 ** 32 + view.getUint32(low, littleEndian);
    },
    part(at, length) {
      check(at, length);
      return bytes.subarray(at, at + length);
    },
    text(at, most = 1024) {
      check(at, 0);
      const end = bytes.subarray(at, at + most).indexOf(0);
      if (end < 0) throw damaged(name, `the name at ${at} has no end`);
      return Buffer.from(bytes.buffer, bytes.byteOffset + at, end).toString('latin1');
    },
  };
}

/** What to say of a file whose parts do not fit together. */
export function damaged(name: string, what: string): IndexError {
  return new IndexError(`${name} is damaged or cut short: ${what}`, 'fetch it again');
}
