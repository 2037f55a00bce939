/** The builds of a folder: what there is, and each one decoded when it is asked for. */

import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Build } from '../domain/build.js';
import { buildData, type CompiledKernel, compiledOf, FILED_NAMES } from '../domain/compiled-kernel.js';
import { kept } from '../domain/kept.js';
import type { BuildHead } from '../schemas/build-head.js';
import { readBuildFile, readBuildHead } from './build-file.js';
import { cacheFolder } from './cache-folder.js';
import { imageFiles } from './image-files.js';
import { errorCode, PackError } from './pack-error.js';
import { programName } from './program-name.js';

/** What the head of a build says, and the way to the rest. */
interface StoredBuild extends BuildHead {
  readonly path: string;
  /** Decodes it. Rejects with a PackError when the file is damaged. */
  load(): Promise<Build>;
  /** What it tells, kept in the cache; those that were asked for last stay in memory. Rejects as `load`. */
  compiled(): Promise<CompiledKernel>;
}

/** What a folder holds: the builds, by file name, and what is wrong with the others. */
export interface BuildFolder {
  readonly builds: readonly StoredBuild[];
  readonly problems: readonly PackError[];
}

/** A build takes about 6 MB. */
const MOST_KEPT = 4;

/** `ERRNOPATH_BUILDS`, else `data/builds` of this package, from the sources or from `dist/`. */
export function buildFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.ERRNOPATH_BUILDS) return resolve(environment.ERRNOPATH_BUILDS);
  const here = fileURLToPath(import.meta.url);
  const levels = here.endsWith('.ts') ? '../../..' : '../../../..';
  return resolve(here, levels, 'data/builds');
}

/**
 * Reads the heads of all `*.build` files of a folder. One that cannot be read becomes a problem and the others go on; a
 * folder that is not there holds none.
 * @param cache - the folder of what is made of them
 */
export async function openBuilds(folder: string = buildFolder(), cache: string = cacheFolder()): Promise<BuildFolder> {
  const builds: StoredBuild[] = [];
  const problems: PackError[] = [];
  const inMemory = new Map<string, Promise<CompiledKernel>>();
  for (const name of await namesIn(folder, problems)) {
    const path = join(folder, name);
    try {
      const head = await readBuildHead(path);
      const load = (): Promise<Build> => readBuildFile(path);
      const compiled = (): Promise<CompiledKernel> => keep(inMemory, path, () => compiledBuild(head, cache, load));
      builds.push({ ...head, path, load, compiled });
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

/** From the cache where it is there. */
async function compiledBuild(
  { release, body }: BuildHead,
  cache: string,
  load: () => Promise<Build>,
): Promise<CompiledKernel> {
  const digest = body.sha256.slice(0, DIGEST_LENGTH);
  const program = programName();
  const images = program === undefined ? undefined : imageFiles(join(cache, `${release}-${digest}.build`), program);
  const data = await kept({ ...(images && { images }) }, 'symbols', async () => buildData(await load()), FILED_NAMES);
  // Names are read as long as an answer holds them: the image closes when none does any more.
  return compiledOf(data, digest);
}

/** Hexadecimal digits that tell builds apart. */
const DIGEST_LENGTH = 16;

/** What a path stands for, from memory where it is there; what was asked for longest ago makes room. */
function keep<T>(inMemory: Map<string, Promise<T>>, path: string, make: () => Promise<T>): Promise<T> {
  const known = inMemory.get(path) ?? make();
  inMemory.delete(path);
  inMemory.set(path, known);
  for (const oldest of inMemory.keys()) {
    if (inMemory.size <= MOST_KEPT) break;
    inMemory.delete(oldest);
  }
  known.catch(() => inMemory.delete(path)); // it may be mended meanwhile
  return known;
}
