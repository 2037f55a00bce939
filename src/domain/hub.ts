/**
 * What lies behind the hub of a graph: a node that most syscalls lead to, as the kernel's tables of functions lead to one another.
 * From there on all of them have everything in common, which is walked once for each errno and not for each syscall.
 */

import { FIRST_ANY } from '../store/sources.js';
import { type AbsentCode, absentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { bitsWhere, ERRNOS_AT_ONCE, passingBits, spread } from './errno-bits.js';
import { type Graph, VIAS } from './graph.js';
import { canKeep, keptWhere } from './kept.js';
import { type KernelOptions, nameOfOptions } from './kernel-options.js';
import { firstSet, hasNode, type NodeSet } from './node-set.js';
import type { Pack } from './pack.js';
import { placeIn } from './place-in.js';
import { callersOf, compiledBits } from './reach.js';

/** The hub of a kernel, and what lies behind it where no errno is held back. */
interface Hub {
  /** -1 where the graph has none. */
  readonly node: number;
  /** What is reached from it, and of that what leads back to it. */
  readonly reached: NodeSet;
  readonly core: NodeSet;
}

/** What lies behind the hub for one errno. */
export interface Region {
  /** The nodes by which its reach and its core differ from those of {@link Hub}, ascending: few of a hundred thousand. */
  readonly reachDiffers: Uint32Array;
  readonly coreDiffers: Uint32Array;
  /** The functions with a site of the errno, and those where any errno enters from outside. */
  readonly own: Uint32Array;
  readonly outside: Uint32Array;
  /** What is turned into the errno on the way from `turnFrom[i]`: from `turnNode[i]` on it is errno `turnErrno[i]`. */
  readonly turnFrom: Uint32Array;
  readonly turnNode: Uint32Array;
  readonly turnErrno: Uint32Array;
}

/** The regions of one kernel. */
export interface Regions {
  readonly hub: Hub;
  readonly of: (errno: number) => Region;
}

/** Whether the errno is met at a node once it is met at the hub. */
export function isReached({ hub }: Regions, { reachDiffers }: Region, node: number): boolean {
  return hasNode(hub.reached, node) !== (placeIn(reachDiffers, node) !== undefined);
}

/** Whether a node leads to the hub, and the hub to it. */
export function isCore({ hub }: Regions, { coreDiffers }: Region, node: number): boolean {
  return hasNode(hub.core, node) !== (placeIn(coreDiffers, node) !== undefined);
}

const VIA_BEFORE = VIAS.indexOf('before');

const REGIONS = 'regions';

/** Arches of which regions are remembered: some 5 MB each. */
const MOST_ARCHES = { machine: 4, edge: 1 };

/** The regions of an arch's kernel; each is found with its neighbours when it is asked for, unless {@link knowRegions} knew it. */
export function regionsOf(pack: Pack, arch: Arch, absent: AbsentCode | undefined): Regions {
  const make = (): Regions => {
    const hub = hubOf(pack, arch, absent);
    const found = new Map<number, Region>();
    const find = (errno: number): Region => {
      // One walk costs about as much for many errnos as for one, and who asks for one often asks for others.
      const together = walksOf(pack).find((some) => some.includes(errno)) ?? [errno];
      for (const [i, region] of regionsFor(pack, arch, absent, hub, together).entries())
        found.set(together[i] as number, region);
      return found.get(errno) as Region;
    };
    return { hub, of: (errno) => found.get(errno) ?? find(errno) };
  };
  const known = knownRegions(pack, arch, absent);
  if (known !== undefined) return known;
  const made = make();
  keepRegions(pack, arch, absent, made);
  return made;
}

function knownRegions({ memory }: Pack, arch: Arch, absent: AbsentCode | undefined): Regions | undefined {
  return absent === undefined ? memory.known(REGIONS, arch) : withoutCode.get(absent)?.get(arch);
}

function keepRegions({ memory, store }: Pack, arch: Arch, absent: AbsentCode | undefined, regions: Regions): void {
  const most = MOST_ARCHES[canKeep(store) ? 'machine' : 'edge'];
  if (absent === undefined) memory.keep(REGIONS, arch, most, regions);
  else withoutCode.set(absent, (withoutCode.get(absent) ?? new Map<Arch, Regions>()).set(arch, regions));
}

const withoutCode = new WeakMap<AbsentCode, Map<Arch, Regions>>();

/** The errnos of a pack as they are walked for together. */
function walksOf({ errnos }: Pack): readonly (readonly number[])[] {
  const ids = errnos.flatMap(({ id, alias_of }) => (alias_of === null ? [id] : []));
  const walks = Math.ceil(ids.length / ERRNOS_AT_ONCE);
  return Array.from({ length: walks }, (_, i) => ids.slice(i * ERRNOS_AT_ONCE, (i + 1) * ERRNOS_AT_ONCE));
}

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
  const found = await keptWhere(store, ['regions', arch, name].filter(Boolean).join('-'), async () => {
    const hub = hubOf(pack, arch, absent);
    const regions: Record<number, Region> = {};
    for (const some of walksOf(pack)) {
      for (const [i, region] of regionsFor(pack, arch, absent, hub, some).entries())
        regions[some[i] as number] = region;
    }
    return { hub, regions };
  });
  if (found === undefined) return;
  const { hub, regions } = found;
  keepRegions(pack, arch, absent, { hub, of: (errno) => regions[errno] as Region });
}

/**
 * The node that most edges meet at: whichever is taken, counts are the same. None where the ways from it lead beside a
 * syscall's body, which count for some questions only.
 */
function hubOf(pack: Pack, arch: Arch, absent: AbsentCode | undefined): Hub {
  const { graph } = pack;
  const compiled = compiledBits(pack, arch, absent);
  const { start } = callersOf(pack);
  const { edgeStart } = graph;
  const degree = (from: Uint32Array, node: number): number => (from[node + 1] as number) - (from[node] as number);
  let [hub, most] = [-1, 0];
  for (let node = 0; node < graph.nodes; node++) {
    const meet = degree(edgeStart, node) * degree(start, node);
    if (meet > most && compiled[node] !== 0) [hub, most] = [node, meet];
  }
  const none = { node: -1, reached: new Uint32Array(0), core: new Uint32Array(0) };
  if (hub < 0) return none;
  // A way that turns errnos leads on for none of them.
  const passing = Int32Array.from(graph.filters, ({ mode }) => (mode === 'turn' ? 0 : 1));
  const { reached, core } = behind(pack, hub, compiled, 1, passing);
  return leadsBeside(graph, reached) ? none : { node: hub, reached: firstSet(reached), core: firstSet(core) };
}

function leadsBeside({ nodes, edgeStart, edgeVia }: Graph, reached: Int32Array): boolean {
  for (let node = 0; node < nodes; node++) {
    if (reached[node] === 0) continue;
    for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++)
      if (edgeVia[edge] === VIA_BEFORE) return true;
  }
  return false;
}

/** For each bit what is reached from the hub, and of that what leads back to it. */
function behind(pack: Pack, hub: number, within: Int32Array, all: number, passing: Int32Array) {
  const { edgeStart, edgeTarget, edgeFilter, nodes } = pack.graph;
  const reached = new Int32Array(nodes);
  reached[hub] = all;
  spread({ start: edgeStart, to: edgeTarget, filter: edgeFilter }, reached, within, passing);
  const { start, from, filter } = callersOf(pack);
  const core = new Int32Array(nodes);
  core[hub] = all;
  spread({ start, to: from, filter }, core, reached, passing);
  return { reached, core };
}

/** The regions of up to {@link ERRNOS_AT_ONCE} errnos. */
function regionsFor(
  pack: Pack,
  arch: Arch,
  absent: AbsentCode | undefined,
  hub: Hub,
  errnos: readonly number[],
): readonly Region[] {
  const drafts = errnos.map(() => {
    const lists = { reachDiffers: [], coreDiffers: [], turnFrom: [], turnNode: [], turnErrno: [] };
    return { ...lists, own: new Set(), outside: new Set() } satisfies Draft as Draft;
  });
  if (hub.node >= 0) fill(pack, compiledBits(pack, arch, absent), absent, hub, errnos, drafts);
  const list = (numbers: Iterable<number>): Uint32Array => Uint32Array.from(numbers);
  return drafts.map((draft) => ({
    ...{ reachDiffers: list(draft.reachDiffers), coreDiffers: list(draft.coreDiffers) },
    ...{ own: list(draft.own), outside: list(draft.outside) },
    turnFrom: list(draft.turnFrom),
    ...{ turnNode: list(draft.turnNode), turnErrno: list(draft.turnErrno) },
  }));
}

interface Draft {
  readonly reachDiffers: number[];
  readonly coreDiffers: number[];
  readonly own: Set<number>;
  readonly outside: Set<number>;
  readonly turnFrom: number[];
  readonly turnNode: number[];
  readonly turnErrno: number[];
}

function fill(
  pack: Pack,
  within: Int32Array,
  absent: AbsentCode | undefined,
  hub: Hub,
  errnos: readonly number[],
  drafts: readonly Draft[],
): void {
  const { nodes, filters, nodeSiteStart, nodeSite, siteErrno, siteFunction, edgeStart, edgeTarget, edgeFilter } =
    pack.graph;
  const all = bitsWhere(errnos, () => true);
  const { reached, core } = behind(pack, hub.node, within, all, passingBits(filters, errnos));
  const each = (bits: number, tell: (draft: Draft) => void): void => {
    for (let left = bits & all; left !== 0; left &= left - 1) tell(drafts[31 - Math.clz32(left & -left)] as Draft);
  };
  const bitOf = new Map(errnos.map((errno, i) => [errno, 1 << i]));
  const turnBits = filters.map((filter) => (filter.mode === 'turn' ? (bitOf.get(filter.to) ?? 0) : 0));
  for (let node = 0; node < nodes; node++) {
    const bits = reached[node] as number;
    const reachDiffers = bits ^ (hasNode(hub.reached, node) ? all : 0);
    if (reachDiffers !== 0) each(reachDiffers, (draft) => draft.reachDiffers.push(node));
    const coreDiffers = (core[node] as number) ^ (hasNode(hub.core, node) ? all : 0);
    if (coreDiffers !== 0) each(coreDiffers, (draft) => draft.coreDiffers.push(node));
    if (bits === 0) continue;
    for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
      const site = nodeSite[i] as number;
      if (absent?.sites[site]) continue;
      const [errno, fn] = [siteErrno[site] as number, siteFunction[site] as number];
      if (errno >= FIRST_ANY) each(bits, ({ outside }) => outside.add(fn));
      else each(bits & (bitOf.get(errno) ?? 0), ({ own }) => own.add(fn));
    }
    for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
      const filter = edgeFilter[edge] as number;
      const turned = bits & (turnBits[filter] as number);
      if (turned === 0) continue;
      each(turned, ({ turnFrom, turnNode, turnErrno }) => {
        for (const errno of filters[filter]?.errnos ?? []) {
          turnFrom.push(node);
          turnNode.push(edgeTarget[edge] as number);
          turnErrno.push(errno);
        }
      });
    }
  }
}
