/** Unpacks what is in memory: a kernel's payload, a module, a configuration. */

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import xz from 'xz-decompress';
import { IndexError } from '../index-error.js';
import { archiveFormat, type Compression } from '../source/archive-format.js';
import { decompress } from '../source/decompress.js';
import { damaged } from './byte-view.js';
import { isLegacyLz4, unpackLegacyLz4 } from './lz4.js';

/** No kernel image or module is larger, unpacked. */
const MOST_BYTES = 1024 ** 3;

/**
 * Up to this size libraries unpack it here: to start a program for each of four thousand modules takes longer. What is
 * larger may also be packed in ways that only the programs know (the x86 filter of xz, windows of more than 32 MB).
 */
const SMALL = 4 * 1024 * 1024;

/** Compressions that kernels are built with and that are not read here (init/Kconfig of 6.12, `KERNEL_*`). */
const UNREAD: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x5d, 0, 0], 'lzma'],
  [[0x89, 0x4c, 0x5a, 0x4f], 'lzo'],
];

const gunzipBytes = promisify(gunzip);

/** The compression of some bytes; null where they are not compressed. */
export function compressionOf(bytes: Uint8Array): Compression | 'lz4' | null {
  if (isLegacyLz4(bytes)) return 'lz4';
  const format = archiveFormat(bytes.subarray(0, 16));
  return format.kind === 'compressed' ? format.by : null;
}

/**
 * Unpacks gzip, xz, zstd and legacy LZ4; bytes that are not compressed are given back as they are.
 *
 * @param name what is unpacked, for errors
 * @throws IndexError when they are damaged, or packed in a way that is not read
 */
export async function unpackBytes(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const by = compressionOf(bytes);
  const unread = UNREAD.find(([start]) => start.every((byte, i) => bytes[i] === byte));
  if (unread !== undefined) {
    throw new IndexError(`${name} is packed with ${unread[1]}, which is not read`, 'unpack it first');
  }
  if (by === null) return bytes;
  try {
    switch (by) {
      case 'lz4':
        return unpackLegacyLz4(bytes, name, MOST_BYTES);
      case 'gzip':
        return await gunzipBytes(bytes, { maxOutputLength: MOST_BYTES });
      default:
        return await collected(bytes.length <= SMALL ? unpackHere(bytes, by) : unpackOutside(bytes, by, name), name);
    }
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
}

async function collected(pieces: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let total = 0;
  for await (const piece of pieces) {
    total += piece.length;
    if (total > MOST_BYTES) throw damaged(name, `it unpacks to more than ${MOST_BYTES} bytes`);
    kept.push(piece);
  }
  return Buffer.concat(kept);
}

const PIECE = 64 * 1024;

async function* unpackHere(bytes: Uint8Array, by: 'xz' | 'zstd'): AsyncGenerator<Uint8Array> {
  if (by === 'xz') {
    yield* new xz.XzReadableStream(new Blob([Uint8Array.from(bytes)]).stream());
    return;
  }
  const pieces: Uint8Array[] = [];
  const decoder = new Decompress((piece) => pieces.push(piece));
  for (let at = 0; at < bytes.length; at += PIECE) {
    decoder.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    yield* pieces.splice(0);
  }
}

function unpackOutside(bytes: Uint8Array, by: 'xz' | 'zstd', name: string): AsyncIterable<Uint8Array> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  return decompress(once(), by, name, new AbortController().signal);
}
