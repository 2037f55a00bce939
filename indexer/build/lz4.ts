/** LZ4 as kernels are packed with it: the legacy frame of `lz4 -l` (lz4_Frame_format.md, lz4_Block_format.md 1.6). */

import { damaged } from './byte-view.js';

const LEGACY_MAGIC = 0x184c2102;
/** A block of a legacy frame unpacks to at most this. */
const BLOCK_BYTES = 8 * 1024 * 1024;

export function isLegacyLz4(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === LEGACY_MAGIC;
}

/**
 * Unpacks a legacy frame.
 *
 * @param name what is unpacked, for errors
 * @param most bytes it may unpack to
 * @throws IndexError when it is damaged or unpacks to more
 */
export function unpackLegacyLz4(bytes: Uint8Array, name: string, most: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  const block = new Uint8Array(BLOCK_BYTES);
  let total = 0;
  for (let at = 4; at + 4 <= bytes.length; ) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === LEGACY_MAGIC) continue; // frames may follow each other
    if (size > bytes.length - at) throw damaged(name, 'a block of its LZ4 data goes beyond its end');
    const length = unpackBlock(bytes.subarray(at, at + size), block, name);
    total += length;
    if (total > most) throw damaged(name, `it unpacks to more than ${most} bytes`);
    blocks.push(block.slice(0, length));
    at += size;
  }
  return Buffer.concat(blocks);
}

/** Sequences of literals and a match; returns the length of what they unpack to. */
function unpackBlock(from: Uint8Array, to: Uint8Array, name: string): number {
  let read = 0;
  let written = 0;
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble < 15) return sum;
    for (;;) {
      const byte = from[read++];
      if (byte === undefined) throw damaged(name, 'its LZ4 data ends early');
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  while (read < from.length) {
    const token = from[read++] as number;
    const literals = length(token >> 4);
    if (read + literals > from.length || written + literals > to.length) {
      throw damaged(name, 'literals of its LZ4 data go beyond its end');
    }
    to.set(from.subarray(read, read + literals), written);
    read += literals;
    written += literals;
    if (read === from.length) break; // the last sequence has no match
    const distance = (from[read] as number) | ((from[read + 1] ?? 0) << 8);
    read += 2;
    const match = length(token & 15) + 4;
    if (distance === 0 || distance > written || written + match > to.length) {
      throw damaged(name, 'a match of its LZ4 data leads outside');
    }
    // What is copied may overlap what it is copied to, and then repeats.
    for (const end = written + match; written < end; written++) to[written] = to[written - distance] as number;
  }
  return written;
}
