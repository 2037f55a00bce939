/** Where the base of a pack is: the pack that it is coded against, by kernel and content. */

import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackBase, PackManifest } from '../schemas/manifest.js';
import { PackError } from './pack-error.js';
import { readPackManifest } from './pack-file.js';

/** The name under which the database of a pack is unpacked, and its pack is kept as a base once another took its place. */
export function contentName({ kernel, sha256 }: PackBase): string {
  return `${kernel}-${sha256.slice(0, 16)}`;
}

/** What other packs call a pack that they are coded against. */
export function asBase({ kernel, database }: PackManifest): PackBase {
  return { kernel: kernel.id, sha256: database.sha256 };
}

/**
 * The path of a base, in the folder of the pack that needs it.
 * @throws PackError `base` when it is not there
 */
export async function findBase(packPath: string, base: PackBase): Promise<string> {
  const folder = dirname(packPath);
  const own = join(folder, `${base.kernel}.pack`);
  let other = `${base.kernel}.pack, which is not there`;
  for (const path of [own, join(folder, `${contentName(base)}.base`)]) {
    const manifest = await readPackManifest(path).catch((error: unknown) => {
      if (error instanceof PackError && error.problem !== 'unreadable')
        other = `${base.kernel}.pack, which cannot be read`;
      return undefined;
    });
    if (manifest === undefined) continue;
    if (asBase(manifest).sha256 === base.sha256) return path;
    other = `another ${base.kernel}.pack than the one that is there`;
  }
  const remedy = `put that file (database ${base.sha256.slice(0, 16)}) beside it again, or index the kernel from its source`;
  throw new PackError('base', packPath, `is coded by what it differs in from ${other}`, remedy);
}

/** Keeps the pack at `packPath`, which is about to be replaced, as a base where others of its folder are coded against it. */
export async function keepAsBase(packPath: string): Promise<void> {
  const manifest = await readPackManifest(packPath).catch(() => undefined);
  if (manifest === undefined) return;
  const own = asBase(manifest);
  const folder = dirname(packPath);
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.pack')) continue;
    const other = await readPackManifest(join(folder, name)).catch(() => undefined);
    if (other?.base?.sha256 !== own.sha256) continue;
    await copyFile(packPath, join(folder, `${contentName(own)}.base`));
    return;
  }
}
