/** Where a pack or a build is written to. */

import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { IndexError, systemCode } from './index-error.js';

/** What is written there. */
type Written = 'pack' | 'build';

const packageFile = z.object({ name: z.string() });

/**
 * `data/packs` (or `data/builds`) of the project that a folder stands in, where the service looks for them; outside it the
 * folder itself. The nearest `package.json` upward says which project that is.
 */
export function defaultOutFolder(folder: string, kind: Written = 'pack'): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, 'package.json');
    if (existsSync(path)) return isProject(path) ? join(at, 'data', `${kind}s`) : resolve(folder);
    if (at === dirname(at)) return resolve(folder);
  }
}

function isProject(packagePath: string): boolean {
  try {
    return packageFile.parse(JSON.parse(readFileSync(packagePath, 'utf8'))).name === 'errnopath';
  } catch {
    return false; // another project's, and not ours to judge
  }
}

/** A folder that can be written to. */
export interface OutFolder {
  readonly path: string;
  /** Removes again what `openOutFolder` made, as far as it is still empty. */
  discard(): void;
}

/**
 * Makes sure before the long run that its result can be written after it.
 *
 * @throws IndexError when the folder cannot be made or written to
 */
export function openOutFolder(folder: string, kind: Written = 'pack'): OutFolder {
  const path = resolve(folder);
  try {
    const firstMade = mkdirSync(path, { recursive: true });
    if (!statSync(path).isDirectory()) throw new IndexError(`${folder} is no folder`, 'choose another with --out');
    accessSync(path, constants.W_OK);
    return { path, discard: () => removeEmpty(path, firstMade) };
  } catch (error) {
    throw unwritable(folder, error, kind);
  }
}

function removeEmpty(path: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return;
  try {
    for (let at = path; at.length >= resolve(firstMade).length; at = dirname(at)) rmdirSync(at);
  } catch {
    // no longer empty: somebody else's by now
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file stands there',
  ENOTDIR: 'a file stands there',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file size limit is reached',
  // SQLite's own codes, https://sqlite.org/rescode.html; the second stands for EDQUOT and EFBIG as well.
  SQLITE_FULL: 'no space left on the device',
  SQLITE_IOERR_WRITE: 'the disk refuses to be written to, or a limit is reached',
};

/** An error while writing, as the user should read it; null when it is none of those. */
export function unwritable(folder: string, error: unknown, kind: Written = 'pack'): unknown {
  const code = systemCode(error) ?? systemCode(error instanceof Error ? error.cause : undefined);
  const reason = reasons[code ?? ''];
  if (reason === undefined) return error;
  return new IndexError(
    `cannot write a ${kind} to ${folder}: ${reason}`,
    `free or allow it, or choose another folder with --out; ${kind}s written before are untouched`,
    { cause: error },
  );
}
