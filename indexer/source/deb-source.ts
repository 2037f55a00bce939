/** The source behind a Debian `linux-source-*.deb`: an ar archive with a tar archive with the kernel's tar archive. */

import { IndexError } from '../index-error.js';
import { archiveSource } from './archive-source.js';
import type { ByteStream, FileRange } from './byte-stream.js';
import { openDeb } from './deb-package.js';
import type { SourceLimits } from './limits.js';
import type { Source } from './source.js';
import { tarEntries } from './tar-entries.js';
import { type UnpackOptions, unpackedTar } from './unpacked.js';

/** Where the packages of Debian and Ubuntu keep the kernel tree. */
const treeArchive = /^(\.\/)?usr\/src\/([^/]+\/)?linux-source-[^/]+\.tar(\.[a-z0-9]+)?$/;

/**
 * Opens a Debian package of kernel source.
 *
 * @throws IndexError when it is damaged, or has no control data
 */
export async function debSource(name: string, file: FileRange, limits: SourceLimits): Promise<Source> {
  const { control, data } = await openDeb(name, file, limits);
  return archiveSource({ kind: 'deb', name, package: control, limits, range: data, tree: packagedTree });
}

async function* packagedTree(bytes: ByteStream, options: UnpackOptions): AsyncGenerator<Uint8Array> {
  const { name } = options;
  let found = false;
  for await (const entry of tarEntries(await unpackedTar(bytes, options), name)) {
    if (found || entry.type !== 'file' || !treeArchive.test(entry.rawPath)) continue;
    found = true;
    const inner = entry.rawPath.slice(entry.rawPath.lastIndexOf('/') + 1);
    yield* await unpackedTar(entry.body, { ...options, name: inner });
  }
  if (!found) {
    throw new IndexError(
      `${name} holds no usr/src/linux-source-*.tar.*`,
      'give the package linux-source-<version>, not the one of a compiled kernel or its headers',
    );
  }
}
