/** Files that are whole or not there: written to a temporary name, synced, then renamed. */

import { randomUUID } from 'node:crypto';
import type { WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PackError, writeError } from './pack-error.js';

/** A name in the same folder that no reader takes for the file itself. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
}

/**
 * Calls `fill` with a temporary path, syncs what it wrote and renames it to `path`; on any error the temporary file is
 * removed and a system error becomes a {@link PackError}.
 */
export async function writeAtomically(
  path: string,
  elsewhere: string,
  fill: (temporary: string) => Promise<void>,
  temporary = temporaryName(path),
): Promise<void> {
  try {
    await fill(temporary);
    await sync(temporary);
    await rename(temporary, path);
    await sync(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof PackError ? error : writeError(path, error, elsewhere);
  }
}

/** A stream to a file that exists already: one that a failing pipeline opens later would be left behind. */
export async function newFile(path: string): Promise<WriteStream> {
  return (await open(path, 'wx')).createWriteStream();
}

/** Makes a file's content, or a folder's names, survive a power cut (fsync(2)). */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
