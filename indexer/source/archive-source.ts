/** The source behind an archive file: what tar archives and Debian packages have in common. */

import type { ByteStream } from './byte-stream.js';
import { counted, type FileRange, readRange } from './byte-stream.js';
import type { SourceLimits } from './limits.js';
import { SkipCount } from './skipped.js';
import type { Source } from './source.js';
import { tarTreeFiles } from './tar-tree.js';
import { type UnpackOptions, unpackedTar } from './unpacked.js';

/** What tells one archive source from another. */
export interface ArchiveOptions {
  readonly kind: 'tar' | 'deb';
  readonly name: string;
  readonly package: Source['package'];
  readonly limits: SourceLimits;
  /** The part of the file that is read from start to end. */
  readonly range: FileRange;
  /** The tar archive of the kernel tree, out of the bytes of `range`. */
  readonly tree: (bytes: ByteStream, options: UnpackOptions) => ByteStream | Promise<ByteStream>;
}

/** A source that reads a part of a file as a stream. */
export function archiveSource({ kind, name, package: debian, limits, range, tree }: ArchiveOptions): Source {
  const skipped = new SkipCount();
  const stop = new AbortController();
  let bytesRead = 0;
  return {
    kind,
    name,
    package: debian,
    totalBytes: null,
    get fractionRead() {
      return range.length === 0 ? 1 : bytesRead / range.length;
    },
    skipped,
    async *files(wanted) {
      const { signal } = stop;
      const bytes = counted(readRange(range, signal), (count) => {
        bytesRead += count;
      });
      try {
        const tar = await tree(bytes, { name, limits, signal });
        for await (const file of tarTreeFiles(tar, wanted, { name, limits, skipped })) {
          signal.throwIfAborted();
          yield file;
        }
      } finally {
        stop.abort();
      }
    },
    async close() {
      stop.abort();
    },
  };
}

/** The source behind a `.tar`, `.tar.xz`, `.tar.gz` or `.tar.zst`. */
export function tarSource(name: string, range: FileRange, limits: SourceLimits): Source {
  return archiveSource({ kind: 'tar', name, package: null, limits, range, tree: unpackedTar });
}
