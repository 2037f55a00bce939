/** Which code made something: what was made by other code is made again. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The top of the sources, or of what they are compiled to. */
const TOP = join(import.meta.dirname, '../..');

/** What the facts of a file depend on beside the file: extraction, and the codes that it stores. */
const EXTRACTOR = ['indexer/parse', 'indexer/tunables', 'src/store'];

/** What a pack depends on beside its tree. */
const INDEXER = ['indexer', 'src', 'data'];

/** Packs and builds are made, not read. */
const PASSED_OVER = new Set(['packs', 'builds']);

export const extractorHash = (): string => hashOf(EXTRACTOR);
export const indexerHash = (): string => hashOf(INDEXER);

/** SHA-256 over the paths and contents of the code in the folders. */
function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of folders.flatMap((folder) => filesIn(join(TOP, folder))).sort()) {
    hash
      .update(`${relative(TOP, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : filesIn(path);
    return /\.(?:[cm]?[jt]s|json)$/.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
  });
}
