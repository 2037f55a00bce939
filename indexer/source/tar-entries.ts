/** The entries of a tar archive, one after the other as they come. */

import { type Extract, extract } from 'tar-stream';
import { IndexError } from '../index-error.js';
import type { ByteStream } from './byte-stream.js';

/** One entry. Its body can be read until the next entry is asked for; what is not read is passed over. */
export interface TarEntry {
  /** As it stands in the archive: may be absolute, lead outside, or hold any character. */
  readonly rawPath: string;
  /** `file`, `directory`, `symlink`, `link`, `character-device`, …; null for one nobody knows. */
  readonly type: string | null;
  /** Bytes of the body. */
  readonly size: number;
  readonly body: ByteStream;
}

/** Archives older than ustar have no magic; the header's checksum is what tells them from garbage. */
const parserOptions = { allowUnknownFormat: true, highWaterMark: 256 * 1024 };

/**
 * Reads a tar archive (v7, ustar, GNU, pax).
 *
 * @param name what is read, for errors
 * @throws IndexError when the archive is damaged, or ends before its end mark (a block of zeros)
 */
export async function* tarEntries(bytes: ByteStream, name: string): AsyncGenerator<TarEntry> {
  const parser = extract(parserOptions);
  let lastBlock = Buffer.alloc(0);

  async function feed(): Promise<void> {
    try {
      for await (const piece of bytes) {
        lastBlock = Buffer.from(piece.byteLength >= 512 ? piece.subarray(-512) : Buffer.concat([lastBlock, piece]));
        lastBlock = lastBlock.subarray(-512);
        if (parser.destroyed) return;
        if (!parser.write(piece)) await drained(parser);
      }
      parser.end(null);
    } catch (error) {
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  const entries = parser[Symbol.asyncIterator]();
  const feeding = feed();
  try {
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      const { header } = next.value;
      yield { rawPath: header.name, type: header.type, size: header.size, body: pieces(next.value) };
      next.value.resume();
    }
    await feeding;
    if (lastBlock.length < 512 || lastBlock.some((byte) => byte !== 0)) {
      throw new Error('no end mark');
    }
  } catch (error) {
    if (error instanceof IndexError || (error instanceof Error && error.name === 'AbortError')) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new IndexError(
      `the tar archive ${name} is damaged or cut short (${said.split('.')[0]})`,
      'fetch or make it again',
      { cause: error },
    );
  } finally {
    parser.destroy();
    await feeding;
  }
}

function drained(parser: Extract): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off('drain', done);
      parser.off('close', done);
      resolve();
    };
    parser.on('drain', done);
    parser.on('close', done);
  });
}

async function* pieces(body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of body) if (piece instanceof Uint8Array) yield piece;
}

/** The whole body of an entry, alone in its buffer. */
export async function readBody(entry: TarEntry): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.size);
  let length = 0;
  for await (const piece of entry.body) {
    bytes.set(piece, length);
    length += piece.byteLength;
  }
  if (length !== entry.size) throw new Error(`entry of ${entry.size} bytes ends after ${length}`);
  return bytes;
}
