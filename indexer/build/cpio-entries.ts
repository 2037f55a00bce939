/** The files of a cpio archive of the new ASCII format, which RPM packages hold (cpio(5), `070701` and `070702`). */

import { IndexError } from '../index-error.js';
import type { ByteStream } from '../source/byte-stream.js';
import { byteReader } from './byte-reader.js';

export interface CpioEntry {
  readonly path: string;
  readonly isFile: boolean;
  readonly size: number;
  /** The content; what is not read is passed over. */
  read(): Promise<Uint8Array>;
}

const HEADER_BYTES = 110;
const LONGEST_PATH = 4096;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/**
 * @param name what is read, for errors
 * @throws IndexError when the archive is damaged or ends before its trailer
 */
export async function* cpioEntries(bytes: ByteStream, name: string): AsyncGenerator<CpioEntry> {
  const reader = byteReader(bytes);
  const padded = (length: number): number => (4 - (length % 4)) % 4;
  try {
    for (;;) {
      const header = Buffer.from(await reader.take(HEADER_BYTES)).toString('latin1');
      if (!/^07070[12][0-9a-fA-F]{104}$/.test(header)) throw damaged(name);
      const field = (i: number): number => Number.parseInt(header.slice(6 + i * 8, 14 + i * 8), 16);
      const [mode, size, nameBytes] = [field(1), field(6), field(11)];
      if (nameBytes === 0 || nameBytes > LONGEST_PATH) throw damaged(name);
      const path = Buffer.from(await reader.take(nameBytes))
        .toString('utf8')
        .replace(/\0.*$/s, '');
      await reader.skip(padded(HEADER_BYTES + nameBytes));
      if (path === 'TRAILER!!!') return;
      let left = size;
      yield {
        path,
        isFile: (mode & FILE_TYPE) === REGULAR,
        size,
        async read() {
          const content = await reader.take(left);
          if (content.length !== left) throw damaged(name);
          left = 0;
          return content;
        },
      };
      await reader.skip(left + padded(size));
    }
  } finally {
    await reader.close();
  }
}

function damaged(name: string): IndexError {
  return new IndexError(`the cpio archive of ${name} is damaged or cut short`, 'fetch it again');
}
