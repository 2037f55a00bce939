/** A tree with every n-th of its C files, and all that is read beside code: what time and size are held against. */

import { link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCode, isTable } from '../indexer/assemble.js';

/** Links the files; `to` must be on the same file system and is filled. The C files are chosen in the order of their paths. */
export async function partOfTree(from: string, to: string, every: number): Promise<void> {
  const files = (await readdir(from, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1))
    .sort();
  let code = 0;
  for (const path of files) {
    const wanted = isTable(path) || (isCode(path) && code++ % every === 0);
    if (!wanted) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await link(join(from, path), join(to, path));
  }
}
