/** The packs and builds of two folders, ready to be asked; graphs are read with the first question about a kernel. */

import { type KnownPack, knownPacks, type Pack, shelf } from '../domain/pack.js';
import type { KnownBuild } from '../routes/app-deps.js';
import { openBuilds } from './build-store.js';
import { giveBack } from './give-back.js';
import { type OpenPack, openPacks } from './pack-cache.js';
import { PackError } from './pack-error.js';
import { rebuildCommand } from './pack-file.js';

export interface LoadedPacks {
  readonly packs: readonly KnownPack[];
  readonly builds: readonly KnownBuild[];
  /** What is wrong with files that were passed over. */
  readonly problems: readonly PackError[];
  /** Where each of `packs` comes from, in their order. */
  readonly files: readonly OpenPack[];
  /** Closes what `later`, which was loaded after it, does not hold as well. */
  close(later?: LoadedPacks): Promise<void>;
}

/** Two graphs are what a comparison needs; from its image one is there again at once. One for all folders of a process. */
const OPENED = shelf(2, giveBack);

/**
 * Opens the packs of a folder and the heads of the builds of another; one that cannot be read becomes a problem and the
 * others go on. A pack whose graph turns out to be unreadable rejects with a PackError when it is asked.
 * @param before - what was loaded of the same folders: packs that did not change are taken from there with their graphs, and so
 *   is one whose file was replaced by one that cannot be read
 */
export async function loadPacks(folder?: string, buildsFolder?: string, before?: LoadedPacks): Promise<LoadedPacks> {
  const opened = await openPacks(folder === undefined ? {} : { folder });
  const packs: KnownPack[] = [];
  const files: OpenPack[] = [];
  const problems = [...opened.problems];
  const keep = (at: number): void => {
    packs.push(before?.packs[at] as KnownPack);
    files.push(before?.files[at] as OpenPack);
  };
  const earlier = (is: (file: OpenPack) => boolean): number => before?.files.findIndex(is) ?? -1;
  for (const file of opened.packs) {
    const same = earlier((one) => one.databasePath === file.databasePath);
    try {
      if (same >= 0) {
        await file.store.close();
        keep(same);
        continue;
      }
      for (const known of await knownPacks([file.store], OPENED))
        packs.push({ ...known, open: () => openOr(damaged(file), file, known) });
      files.push(file);
    } catch (error) {
      await file.store.close();
      problems.push(error instanceof PackError ? error : damaged(file)(error));
    }
  }
  for (const { file: path } of problems) {
    const old = earlier((one) => one.packPath === path);
    if (old >= 0 && !files.some(({ manifest }) => manifest.kernel.id === before?.files[old]?.manifest.kernel.id))
      keep(old);
  }
  const beside = await openBuilds(buildsFolder);
  return {
    ...{ packs, files },
    builds: beside.builds.map((build) => ({ ...build, digest: build.body.sha256 })),
    problems: [...problems, ...beside.problems],
    close: async (later) => {
      const held = new Set(later?.files.map(({ store }) => store));
      await Promise.all(files.filter(({ store }) => !held.has(store)).map(({ store }) => store.close()));
    },
  };
}

async function openOr(failure: (error: unknown) => PackError, { store }: OpenPack, known: KnownPack): Promise<Pack> {
  try {
    // Much is read from images; that the rest cannot be read is told now and not in the middle of an answer.
    await store.ready();
    return await known.open();
  } catch (error) {
    throw error instanceof PackError ? error : failure(error);
  }
}

function damaged({ packPath, manifest }: OpenPack): (error: unknown) => PackError {
  const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
  return (error) => new PackError('damaged', packPath, 'the database it holds cannot be read', remedy, error);
}
