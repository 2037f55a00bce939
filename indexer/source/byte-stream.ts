/** Bytes in pieces: read from a file, looked ahead into, counted. */

import { createReadStream } from 'node:fs';

/** Pieces of bytes in order. Whoever stops early ends it, and with it everything it reads from. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A part of a file: `length` bytes from `start` on. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}

/** The bytes of a file's part, in pieces of at most 256 KiB. */
export async function* readRange(range: FileRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (range.length === 0) return;
  const end = range.start + range.length - 1;
  yield* createReadStream(range.path, { start: range.start, end, highWaterMark: 256 * 1024, signal });
}

/** The first `count` bytes (fewer when there are no more), and the whole stream including them. */
export async function lookAhead(bytes: ByteStream, count: number): Promise<{ head: Uint8Array; all: ByteStream }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await iterator.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces.splice(0);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(pieces).subarray(0, count), all: all() };
}

/** Passes a stream on and reports the size of each piece before it is used; `onBytes` may throw to end the stream. */
export async function* counted(bytes: ByteStream, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    onBytes(piece.byteLength);
    yield piece;
  }
}
