/** A stream with its compression, if any, taken off, watched against bombs. */

import { IndexError } from '../index-error.js';
import { type ArchiveFormat, archiveFormat, formatBytes } from './archive-format.js';
import { type ByteStream, counted, lookAhead } from './byte-stream.js';
import { decompress } from './decompress.js';
import type { SourceLimits } from './limits.js';

/** Below this size the ratio says nothing: a small file may well be all zeros. */
const ratioGraceBytes = 64 * 1024 ** 2;

/** What `unpackedTar` needs to know besides the bytes. */
export interface UnpackOptions {
  /** What is read, for errors. */
  readonly name: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
}

/** What to say of bytes that are not the archive that was expected. */
export function notReadable(name: string, format: ArchiveFormat): IndexError {
  const remedy = 'give a folder, .tar, .tar.xz, .tar.gz, .tar.zst or linux-source .deb of a kernel';
  if (format.kind === 'empty') return new IndexError(`${name} is empty`, 'fetch it again');
  if (format.kind === 'unsupported') {
    return new IndexError(`${name} is ${format.what}, which is not read`, `unpack it, or ${remedy}`);
  }
  return new IndexError(`${name} is not an archive of a kernel tree`, remedy);
}

/**
 * The bytes of the tar archive that a plain or compressed stream holds.
 *
 * @throws IndexError when there is no tar archive inside; while reading, when it is damaged or over a limit
 */
export async function unpackedTar(bytes: ByteStream, options: UnpackOptions): Promise<ByteStream> {
  const { name, limits, signal } = options;
  let packedBytes = 0;
  let unpackedBytes = 0;
  const packed = counted(bytes, (count) => {
    packedBytes += count;
  });
  const outer = await lookAhead(packed, formatBytes);
  const format = archiveFormat(outer.head);
  if (format.kind === 'tar') return counted(outer.all, limitTotal);
  if (format.kind !== 'compressed') throw notReadable(name, format);

  const unpacked = counted(decompress(outer.all, format.by, name, signal), (count) => {
    limitTotal(count);
    if (unpackedBytes > ratioGraceBytes && unpackedBytes > packedBytes * limits.ratio) {
      throw new IndexError(
        `${name} unpacks to more than ${limits.ratio} times its size, as no kernel tree does`,
        'give an archive of one kernel tree',
      );
    }
  });
  const inner = await lookAhead(unpacked, formatBytes);
  const innerFormat = archiveFormat(inner.head);
  if (innerFormat.kind !== 'tar') throw notReadable(`what ${name} unpacks to`, innerFormat);
  return inner.all;

  function limitTotal(count: number): void {
    unpackedBytes += count;
    if (unpackedBytes <= limits.totalBytes) return;
    throw new IndexError(`${name} holds more than ${limits.totalBytes} bytes`, 'give an archive of one kernel tree');
  }
}
