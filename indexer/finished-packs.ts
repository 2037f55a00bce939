/** Which packs of a folder this indexer has made before, so that a run over many trees goes on where it was. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackManifest } from '../src/node/pack-file.js';
import { VERSION } from '../src/version.js';

/** The label of each pack's source → its path. Packs of other versions count as not made, and so do damaged ones. */
export async function finishedPacks(folder: string): Promise<ReadonlyMap<string, string>> {
  const finished = new Map<string, string>();
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    if (!name.endsWith('.pack')) continue;
    const path = join(folder, name);
    const manifest = await readPackManifest(path).catch(() => undefined);
    if (manifest?.indexer_version === VERSION) finished.set(manifest.source.name, path);
  }
  return finished;
}
