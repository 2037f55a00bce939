/** The builds of a folder: what there is, and each one decoded when it is asked for. */

import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Build } from '../domain/build.js';
import type { BuildHead } from '../schemas/build-head.js';
import { readBuildFile, readBuildHead } from './build-file.js';
import { errorCode, PackError } from './pack-error.js';

/** What the head of a build says, and the way to the rest. */
interface StoredBuild extends BuildHead {
  readonly path: string;
  /** Decodes it; the builds that were asked for last are kept. Rejects with a PackError when the file is damaged. */
  load(): Promise<Build>;
}

/** What a folder holds: the builds, by file name, and what is wrong with the others. */
export interface BuildFolder {
  readonly builds: readonly StoredBuild[];
  readonly problems: readonly PackError[];
}

/** A decoded build takes about 10 MB. */
const MOST_KEPT = 4;

/** `ERRNOPATH_BUILDS`, else `data/builds` of this package, from the sources or from `dist/`. */
export function buildFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.ERRNOPATH_BUILDS) return resolve(environment.ERRNOPATH_BUILDS);
  const here = fileURLToPath(import.meta.url);
  const levels = here.endsWith('.js') ? '../../../..' : '../../..';
  return resolve(here, levels, 'data/builds');
}

/**
 * Reads the heads of all `*.build` files of a folder. One that cannot be read becomes a problem and the others go on; a
 * folder that is not there holds none.
 */
export async function openBuilds(folder: string = buildFolder()): Promise<BuildFolder> {
  const builds: StoredBuild[] = [];
  const problems: PackError[] = [];
  const kept = new Map<string, Promise<Build>>();
  for (const name of await namesIn(folder, problems)) {
    const path = join(folder, name);
    try {
      const head = await readBuildHead(path);
      builds.push({ ...head, path, load: () => keep(kept, path) });
    } catch (error) {
      if (!(error instanceof PackError)) throw error;
      problems.push(error);
    }
  }
  return { builds, problems };
}

async function namesIn(folder: string, problems: PackError[]): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.build') && !name.startsWith('.')).sort();
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    if (code !== 'ENOENT') {
      problems.push(
        new PackError('unreadable', folder, `cannot be read (${code})`, 'check the path and its permissions', error),
      );
    }
    return [];
  }
}

/** The build at a path, from what is kept where it is; what was asked for longest ago makes room. */
function keep(kept: Map<string, Promise<Build>>, path: string): Promise<Build> {
  const known = kept.get(path) ?? readBuildFile(path);
  kept.delete(path);
  kept.set(path, known);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  known.catch(() => kept.delete(path)); // it may be mended meanwhile
  return known;
}
