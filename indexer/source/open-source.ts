/** Opens whatever a user gives as a kernel tree. */

import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { IndexError, systemCode } from '../index-error.js';
import { archiveFormat, formatBytes } from './archive-format.js';
import { tarSource } from './archive-source.js';
import { debSource } from './deb-source.js';
import { folderSource } from './folder-source.js';
import { defaultLimits, type SourceLimits } from './limits.js';
import type { Source } from './source.js';
import { notReadable } from './unpacked.js';

/**
 * Opens a folder, a tar archive (plain, xz, gzip or zstd) or a Debian `linux-source` package, told apart by content.
 *
 * @param path where it stands
 * @param limits what to change of `defaultLimits`
 * @throws IndexError when there is nothing to read, or nothing of these kinds
 */
export async function openSource(path: string, limits: Partial<SourceLimits> = {}): Promise<Source> {
  const allLimits: SourceLimits = { ...defaultLimits, ...limits };
  const absolute = resolve(path);
  const name = basename(absolute);
  try {
    const info = await stat(absolute);
    if (info.isDirectory()) return await folderSource(absolute, allLimits);
    if (!info.isFile()) {
      throw new IndexError(`${path} is neither a folder nor a file`, 'give a kernel tree or an archive of one');
    }
    const range = { path: absolute, start: 0, length: info.size };
    const format = archiveFormat(await firstBytes(absolute));
    if (format.kind === 'deb') return await debSource(name, range, allLimits);
    if (format.kind === 'tar' || format.kind === 'compressed') return tarSource(name, range, allLimits);
    throw notReadable(path, format);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(formatBytes), 0, formatBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, error: unknown): unknown {
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new IndexError(`there is no file or folder ${path}`, 'check the path of SOURCE', { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new IndexError(`cannot read ${path}: permission denied`, 'run as a user who may read it', {
        cause: error,
      });
    default:
      return error;
  }
}
