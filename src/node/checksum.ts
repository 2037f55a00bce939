/** A checksum that goes on from piece to piece: CRC-32, the fastest that Node has. */

import { crc32 } from 'node:zlib';

/**
 * The sum of what came before, and of these bytes.
 * @param sum - of what came before; 0 at the start
 */
export function sumWith(sum: number, bytes: Uint8Array | string): number {
  // zlib starts anew where an array without bytes has no address.
  return bytes.length === 0 ? sum : crc32(bytes, sum);
}
