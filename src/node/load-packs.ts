/** The packs and builds of two folders, ready to be asked; graphs are read with the first question about a kernel. */

import { type KnownPack, knownPacks, type Pack } from '../domain/pack.js';
import type { KnownBuild } from '../routes/app-deps.js';
import { openBuilds } from './build-store.js';
import { type OpenPack, openPacks } from './pack-cache.js';
import { PackError } from './pack-error.js';
import { rebuildCommand } from './pack-file.js';

export interface LoadedPacks {
  readonly packs: readonly KnownPack[];
  readonly builds: readonly KnownBuild[];
  /** What is wrong with files that were passed over. */
  readonly problems: readonly PackError[];
  close(): Promise<void>;
}

/**
 * Opens the packs of a folder and the heads of the builds of another; one that cannot be read becomes a problem and the
 * others go on. A pack whose graph turns out to be unreadable rejects with a PackError when it is asked.
 */
export async function loadPacks(folder?: string, buildsFolder?: string): Promise<LoadedPacks> {
  const opened = await openPacks(folder === undefined ? {} : { folder });
  const packs: KnownPack[] = [];
  const problems = [...opened.problems];
  for (const pack of opened.packs) {
    try {
      for (const known of await knownPacks([pack.store]))
        packs.push({ ...known, open: () => openOr(damaged(pack), known) });
    } catch (error) {
      await pack.store.close();
      problems.push(damaged(pack)(error));
    }
  }
  const beside = await openBuilds(buildsFolder);
  return {
    packs,
    builds: beside.builds.map((build) => ({ ...build, digest: build.body.sha256 })),
    problems: [...problems, ...beside.problems],
    close: async () => {
      await Promise.all(opened.packs.map(({ store }) => store.close()));
    },
  };
}

async function openOr(failure: (error: unknown) => PackError, known: KnownPack): Promise<Pack> {
  try {
    return await known.open();
  } catch (error) {
    throw failure(error);
  }
}

function damaged({ packPath, manifest }: OpenPack): (error: unknown) => PackError {
  const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
  return (error) => new PackError('damaged', packPath, 'the database it holds cannot be read', remedy, error);
}
