/** What is computed from a pack once and kept beside it, where the store has a place for that. */

import type { Store } from '../store/store.js';

/**
 * What was kept under a name, else what `make` gives, which is kept.
 * @param name - names what it is and all that it depends on beside the pack and the program
 * @param filed - the ways to those of its columns that need not be in memory (`graph.functionTraits`)
 */
export async function kept<T extends object>(
  { images }: Pick<Store, 'images'>,
  name: string,
  make: () => Promise<T>,
  filed: readonly string[] = [],
): Promise<T> {
  const before = await images?.read(name, filed);
  // It was written by this function, in the same program: the store makes sure of both.
  if (before !== undefined) return before as T;
  const made = await make();
  await images?.write?.(name, made);
  return made;
}

/**
 * As {@link kept}, for what takes long to make and is not needed as a whole: undefined where it was not kept, and cannot be now.
 */
export async function keptWhere<T extends object>(
  store: Pick<Store, 'images'>,
  name: string,
  make: () => Promise<T>,
): Promise<T | undefined> {
  if (canKeep(store)) return kept(store, name, make);
  return (await store.images?.read(name)) as T | undefined;
}

/** Whether what is made can be kept: on a machine with a disk, and not in an isolate, which has little memory besides. */
export function canKeep({ images }: Pick<Store, 'images'>): boolean {
  return images?.write !== undefined;
}
