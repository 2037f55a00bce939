/** The regions behind the hub for all errnos of an arch, kept beside the pack: what is behind it is counted once. */

import { type AbsentCode, absentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { allRegions, keepRegions, knownRegions, type Region } from './hub.js';
import { keptWhere } from './kept.js';
import { type KernelOptions, nameOfOptions } from './kernel-options.js';
import { type LikeSets, likeSets, likeSetView, NO_NODES, type NodeSetView, wholeSet } from './like-sets.js';
import { liveNodes } from './live-nodes.js';
import { type NodeSet, wordsOf } from './node-set.js';
import { originWalk } from './origin-walk.js';
import type { Pack } from './pack.js';

/** What is kept, by errno: of each region the sets, and where errnos enter from outside. */
interface KeptRegions {
  readonly hub: number;
  readonly reached: LikeSets;
  readonly core: LikeSets;
  /** Where the errno can originate once the hub was met, by whatever is turned into it on the way, too. */
  readonly own: LikeSets;
  readonly outside: LikeSets;
}

const EMPTY = new Uint32Array(0);

/**
 * Makes the regions of all errnos of an arch known, where they can be kept.
 * @param options - of a build that is asked about; what somebody sent has no name to keep anything under
 */
export async function knowRegions(pack: Pack, arch: Arch, options?: KernelOptions): Promise<void> {
  const { store } = pack;
  const name = options === undefined ? '' : nameOfOptions(options);
  if (store.images === undefined || name === undefined) return;
  const absent = options && (await absentCode(pack, options));
  if (knownRegions(pack, arch, absent) !== undefined) return;
  const kept = await keptWhere(store, ['regions', arch, name].filter(Boolean).join('-'), async () =>
    keptRegions(pack, arch, absent),
  );
  if (kept !== undefined) keepRegions(pack, arch, absent, { hub: kept.hub, of: regionIn(kept) });
}

function keptRegions(pack: Pack, arch: Arch, absent: AbsentCode | undefined): KeptRegions {
  const { hub, regions } = allRegions(pack, arch, absent);
  const known = { hub, of: (errno: number) => regions.get(errno) as Region };
  const sets = (of: (region: Region, errno: number) => NodeSet): LikeSets =>
    likeSets(new Map([...regions].map(([errno, region]) => [errno, of(region, errno)])));
  const [nodes, functions] = [wordsOf(pack.graph.nodes), wordsOf(liveNodes(pack).count)];
  const own = (errno: number): NodeSet => {
    const counted = { entry: hub, arch, errnos: [errno], origins: 'own', absent } as const;
    return wholeSet(originWalk(pack, counted, known).numbers, functions);
  };
  return {
    hub,
    reached: sets(({ reached }) => wholeSet(reached, nodes)),
    core: sets(({ core }) => wholeSet(core, nodes)),
    own: sets((region, errno) => (hub < 0 ? wholeSet(region.own, functions) : own(errno))),
    outside: sets(({ outside }) => wholeSet(outside, functions)),
  };
}

function regionIn({ reached, core, own, outside }: KeptRegions): (errno: number) => Region {
  const made = new Map<number, Region>();
  const make = (errno: number): Region => {
    const view = (sets: LikeSets): NodeSetView => likeSetView(sets, errno) ?? NO_NODES;
    const sets = { reached: view(reached), core: view(core), own: view(own), outside: view(outside) };
    const region = { ...sets, turnFrom: EMPTY, turnNode: EMPTY, turnErrno: EMPTY };
    made.set(errno, region);
    return region;
  };
  return (errno) => made.get(errno) ?? make(errno);
}
