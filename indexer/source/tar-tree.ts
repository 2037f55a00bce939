/** The files of a kernel tree in a tar archive, straight from the stream: nothing is unpacked to disk. */

import { IndexError } from '../index-error.js';
import type { ByteStream } from './byte-stream.js';
import { checkTopMakefile, kernelTreeCheck, topMakefile } from './kernel-tree.js';
import type { SourceLimits } from './limits.js';
import type { SkipCount, SkipReason } from './skipped.js';
import type { SourceFile } from './source.js';
import { readBody, tarEntries } from './tar-entries.js';
import { topFolder, treePath } from './tree-path.js';

const skippedTypes: Readonly<Record<string, SkipReason>> = {
  symlink: 'symbolic link',
  link: 'hard link',
  'character-device': 'device node, FIFO or socket',
  'block-device': 'device node, FIFO or socket',
  fifo: 'device node, FIFO or socket',
};

/** What `tarTreeFiles` needs to know besides the bytes. */
export interface TarTreeOptions {
  /** What is read, for errors. */
  readonly name: string;
  readonly limits: SourceLimits;
  /** Counts what is passed over. */
  readonly skipped: SkipCount;
}

/**
 * Reads the wanted files of a tree. Of several entries with one path the first counts: the stream cannot be taken back.
 * Links are neither followed nor yielded; a kernel's links name files that stand in the tree themselves.
 *
 * @throws IndexError when the archive is damaged or over a limit, or is no kernel tree (the latter at its end)
 */
export async function* tarTreeFiles(
  bytes: ByteStream,
  wanted: (path: string) => boolean,
  { name, limits, skipped }: TarTreeOptions,
): AsyncGenerator<SourceFile> {
  const check = kernelTreeCheck(name);
  const seen = new Set<string>();
  let entries = 0;
  let top: string | null = null;
  for await (const entry of tarEntries(bytes, name)) {
    entries += 1;
    if (entries > limits.entries) {
      throw new IndexError(`${name} has more than ${limits.entries} entries`, 'give an archive of one kernel tree');
    }
    const located = treePath(entry.rawPath, limits.pathBytes);
    if ('reason' in located) {
      skipped.add(located.reason);
      continue;
    }
    const isFolder = entry.type === 'directory';
    if (located.path !== '') top ??= topFolder(located.path, isFolder);
    if (isFolder) continue;
    if (top === null || !located.path.startsWith(top)) {
      skipped.add('path outside the top folder');
      continue;
    }
    if (entry.type !== 'file' && entry.type !== 'contiguous-file') {
      skipped.add(skippedTypes[entry.type ?? ''] ?? 'unknown kind of entry');
      continue;
    }
    const path = located.path.slice(top.length);
    const isWanted = wanted(path);
    const isRead = isWanted || path === topMakefile;
    if (isRead && entry.size >= limits.fileBytes) {
      skipped.add('file too large');
      continue;
    }
    check.see(path);
    if (!isRead) continue;
    if (seen.has(path)) {
      skipped.add('second entry for one path');
      continue;
    }
    seen.add(path);
    const content = await readBody(entry);
    if (path === topMakefile) checkTopMakefile(content);
    if (isWanted) yield { path, bytes: content };
  }
  check.finish();
}
