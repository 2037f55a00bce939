/** Takes so many bytes at a time from a stream. */

import type { ByteStream } from '../source/byte-stream.js';

export interface ByteReader {
  /** The next `count` bytes, fewer at the end of the stream. */
  take(count: number): Promise<Uint8Array>;
  /** Passes over the next `count` bytes. */
  skip(count: number): Promise<void>;
  /** Ends the stream. */
  close(): Promise<void>;
}

export function byteReader(bytes: ByteStream): ByteReader {
  const iterator = bytes[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  /** Gives at most `count` bytes; nothing at the end of the stream. */
  const some = async (count: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) break;
      rest = next.value;
    }
    const part = rest.subarray(0, count);
    rest = rest.subarray(part.length);
    return part;
  };
  return {
    async take(count) {
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0; ) {
        const part = await some(left);
        if (part.length === 0) break;
        parts.push(part);
        left -= part.length;
      }
      return Buffer.concat(parts);
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        const part = await some(left);
        if (part.length === 0) break;
        left -= part.length;
      }
    },
    async close() {
      await iterator.return?.();
    },
  };
}
