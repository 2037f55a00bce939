/** Removes from the cache what nobody has used for long: databases of packs that are gone or were replaced, and what was made of them. */

import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** What is swept (not `facts.db` of the indexer): databases, images, and temporary files of images and notes. */
const OURS =
  /^[^.].*-[0-9a-f]{16}\.(?:db|(?:db|build)\.[\w-]+\.image)$|^\.(?:.*\.image|checked)\.\d+\.[0-9a-f]{8}\.tmp$/;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A pack that is asked less often than that is unpacked again. */
const UNUSED_MS = 7 * DAY_MS;

/** Notes that a file of the cache is in use: its time of change becomes now, once a day. What cannot be noted does no harm. */
export async function noteUse(path: string, now = Date.now()): Promise<void> {
  try {
    if ((await stat(path)).mtimeMs < now - DAY_MS) await utimes(path, now / 1000, now / 1000);
  } catch {
    // A cache that is read-only is not swept either.
  }
}

/**
 * Removes files that were not noted for a week. Whoever has one open keeps it until it is closed; whoever opens it next makes
 * it again. What cannot be removed is left alone.
 */
export async function sweepCache(cache: string, now = Date.now()): Promise<void> {
  const names = await readdir(cache).catch(() => []);
  const sweep = async (name: string): Promise<void> => {
    const path = join(cache, name);
    if ((await stat(path)).mtimeMs < now - UNUSED_MS) await rm(path, { force: true });
  };
  await Promise.allSettled(names.filter((name) => OURS.test(name)).map(sweep));
}
