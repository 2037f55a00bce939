/** What an isolate at the edge would take seconds to make of a pack: made here, as images that are loaded beside it. */

import { ARCH_NAMES } from '../domain/arch.js';
import { costLeft } from '../domain/cost-left.js';
import { knowRegions } from '../domain/known-regions.js';
import { namedGround } from '../domain/named-ground.js';
import { openPack } from '../domain/pack.js';
import { knowReachable } from '../domain/reach.js';
import type { Store } from '../store/store.js';

/** What the list of kernels shows: two small queries, and no image. */
const LEFT_OUT: ReadonlySet<string> = new Set(['known']);

/** The data of images by their names, as a machine would keep it. About 25 s for a whole kernel. */
export async function edgeImages(store: Store): Promise<ReadonlyMap<string, object>> {
  const images = new Map<string, object>();
  const pack = await openPack({
    ...store,
    images: {
      read: async () => undefined,
      write: async (name, data) => {
        if (!LEFT_OUT.has(name)) images.set(name, data);
      },
      close: () => undefined,
    },
  });
  await namedGround(pack);
  for (const arch of ARCH_NAMES.filter((arch) => pack.manifest.arches.includes(arch))) {
    await knowReachable(pack, arch);
    await knowRegions(pack, arch);
    for (const { id, alias_of } of pack.errnos) if (alias_of === null) await costLeft(pack, arch, id, undefined);
  }
  return images;
}
