/**
 * What lies behind the hub of a graph: a node that most syscalls lead to, as the kernel's tables of functions lead to one another.
 * From there on all of them have everything in common, which is walked once for each errno and not for each syscall.
 */

import { FIRST_ANY } from '../store/sources.js';
import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { bitsWhere, ERRNOS_AT_ONCE, eachBit, passingBits, spread } from './errno-bits.js';
import { type Graph, VIAS } from './graph.js';
import { likeSets, likeSetView, NO_NODES, type NodeSetView, viewOf } from './like-sets.js';
import { liveNodes } from './live-nodes.js';
import { numberOf } from './node-numbers.js';
import { addNode, type NodeSet, setsOf, wordsOf } from './node-set.js';
import type { Pack } from './pack.js';
import { callersOf, compiledBits } from './reach.js';

/** What lies behind the hub for one errno. */
export interface Region {
  /** What is met once the hub is, and of that what leads back to it. */
  readonly reached: NodeSetView;
  readonly core: NodeSetView;
  /** The functions with a site of the errno, and those where any errno enters from outside: by the numbers of `liveNodes`. */
  readonly own: NodeSetView;
  readonly outside: NodeSetView;
  /**
   * What is turned into the errno on the way from `turnFrom[i]`: from `turnNode[i]` on it is errno `turnErrno[i]`. Nothing where
   * `own` has the functions behind that as well.
   */
  readonly turnFrom: Uint32Array;
  readonly turnNode: Uint32Array;
  readonly turnErrno: Uint32Array;
}

/** The regions of one kernel. */
export interface Regions {
  /** -1 where the graph has none. */
  readonly hub: number;
  readonly of: (errno: number) => Region;
}

const VIA_BEFORE = VIAS.indexOf('before');

const REGIONS = 'regions';

/** Arches of which regions are remembered: some 0.5 MB each. */
const MOST_ARCHES = 4;

/** The regions of an arch's kernel; each is found with its neighbours when it is asked for, unless `knowRegions` knew it. */
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

export function knownRegions({ memory }: Pack, arch: Arch, absent: AbsentCode | undefined): Regions | undefined {
  return absent === undefined ? memory.known(REGIONS, arch) : withoutCode.get(absent)?.get(arch);
}

export function keepRegions({ memory }: Pack, arch: Arch, absent: AbsentCode | undefined, regions: Regions): void {
  if (absent === undefined) memory.keep(REGIONS, arch, MOST_ARCHES, regions);
  else withoutCode.set(absent, (withoutCode.get(absent) ?? new Map<Arch, Regions>()).set(arch, regions));
}

const withoutCode = new WeakMap<AbsentCode, Map<Arch, Regions>>();

/** The errnos of a pack as they are walked for together. */
function walksOf({ errnos }: Pack): readonly (readonly number[])[] {
  const ids = errnos.flatMap(({ id, alias_of }) => (alias_of === null ? [id] : []));
  const walks = Math.ceil(ids.length / ERRNOS_AT_ONCE);
  return Array.from({ length: walks }, (_, i) => ids.slice(i * ERRNOS_AT_ONCE, (i + 1) * ERRNOS_AT_ONCE));
}

/** The hub of an arch's kernel and the regions of all errnos, each found once. */
export function allRegions(pack: Pack, arch: Arch, absent: AbsentCode | undefined): AllRegions {
  const hub = hubOf(pack, arch, absent);
  const regions = new Map<number, Region>();
  for (const some of walksOf(pack)) {
    for (const [i, region] of regionsFor(pack, arch, absent, hub, some).entries())
      regions.set(some[i] as number, region);
  }
  return { hub, regions };
}

/** Regions by errno. */
export interface AllRegions {
  readonly hub: number;
  readonly regions: ReadonlyMap<number, Region>;
}

/**
 * The node that most edges meet at: whichever is taken, counts are the same. None where the ways from it lead beside a
 * syscall's body, which count for some questions only.
 */
function hubOf(pack: Pack, arch: Arch, absent: AbsentCode | undefined): number {
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
  if (hub < 0) return -1;
  // A way that turns errnos leads on for none of them.
  const passing = Int32Array.from(graph.filters, ({ mode }) => (mode === 'turn' ? 0 : 1));
  return leadsBeside(graph, reachedFrom(pack, hub, compiled, 1, passing)) ? -1 : hub;
}

function leadsBeside({ nodes, edgeStart, edgeVia }: Graph, reached: Int32Array): boolean {
  for (let node = 0; node < nodes; node++) {
    if (reached[node] === 0) continue;
    for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++)
      if (edgeVia[edge] === VIA_BEFORE) return true;
  }
  return false;
}

/** For each bit what is reached from the hub. */
function reachedFrom({ graph }: Pack, hub: number, within: Int32Array, all: number, passing: Int32Array): Int32Array {
  const reached = new Int32Array(graph.nodes);
  reached[hub] = all;
  spread({ start: graph.edgeStart, to: graph.edgeTarget, filter: graph.edgeFilter }, reached, within, passing);
  return reached;
}

/** For each bit what of that leads back to it. */
function coreOf(pack: Pack, hub: number, reached: Int32Array, all: number, passing: Int32Array): Int32Array {
  const { start, from, filter } = callersOf(pack);
  const core = new Int32Array(pack.graph.nodes);
  core[hub] = all;
  spread({ start, to: from, filter }, core, reached, passing);
  return core;
}

/** The regions of up to {@link ERRNOS_AT_ONCE} errnos. */
function regionsFor(
  pack: Pack,
  arch: Arch,
  absent: AbsentCode | undefined,
  hub: number,
  errnos: readonly number[],
): readonly Region[] {
  if (hub < 0) return errnos.map(() => NOTHING);
  const { graph } = pack;
  const all = bitsWhere(errnos, () => true);
  const passing = passingBits(graph.filters, errnos);
  const reached = reachedFrom(pack, hub, compiledBits(pack, arch, absent), all, passing);
  const views = (bits: Int32Array): readonly NodeSetView[] => {
    const sets = likeSets(new Map(setsOf(bits, errnos.length).entries()));
    return errnos.map((_, i) => likeSetView(sets, i) ?? NO_NODES);
  };
  const [reachedViews, coreViews] = [views(reached), views(coreOf(pack, hub, reached, all, passing))];
  const list = (numbers: Iterable<number>): Uint32Array => Uint32Array.from(numbers);
  return found(pack, absent, reached, errnos).map(({ own, outside, turnFrom, turnNode, turnErrno }, i) => ({
    ...{ reached: reachedViews[i] ?? NO_NODES, core: coreViews[i] ?? NO_NODES },
    ...{ own: viewOf(own), outside: viewOf(outside) },
    ...{ turnFrom: list(turnFrom), turnNode: list(turnNode), turnErrno: list(turnErrno) },
  }));
}

const EMPTY = new Uint32Array(0);
const NOTHING: Region = {
  ...{ reached: NO_NODES, core: NO_NODES, own: NO_NODES, outside: NO_NODES },
  ...{ turnFrom: EMPTY, turnNode: EMPTY, turnErrno: EMPTY },
};

interface Draft {
  readonly own: NodeSet;
  readonly outside: NodeSet;
  readonly turnFrom: number[];
  readonly turnNode: number[];
  readonly turnErrno: number[];
}

/** What there is at the nodes that are reached, for each errno's bit. */
function found(
  pack: Pack,
  absent: AbsentCode | undefined,
  reached: Int32Array,
  errnos: readonly number[],
): readonly Draft[] {
  const { nodes, filters, nodeSiteStart, nodeSite, siteErrno, siteFunction, edgeStart, edgeTarget, edgeFilter } =
    pack.graph;
  const live = liveNodes(pack);
  const words = wordsOf(live.count);
  const drafts = errnos.map((): Draft => {
    return { own: new Uint32Array(words), outside: new Uint32Array(words), turnFrom: [], turnNode: [], turnErrno: [] };
  });
  const each = (bits: number, tell: (draft: Draft) => void): void => eachBit(bits, (i) => tell(drafts[i] as Draft));
  const bitOf = new Map(errnos.map((errno, i) => [errno, 1 << i]));
  const turnBits = filters.map((filter) => (filter.mode === 'turn' ? (bitOf.get(filter.to) ?? 0) : 0));
  for (let node = 0; node < nodes; node++) {
    const bits = reached[node] as number;
    if (bits === 0) continue;
    for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
      const site = nodeSite[i] as number;
      if (absent?.sites[site]) continue;
      const errno = siteErrno[site] as number;
      const fn = siteFunction[site] as number;
      if (errno >= FIRST_ANY) each(bits, ({ outside }) => addNode(outside, numberOf(live, fn)));
      else each(bits & (bitOf.get(errno) ?? 0), ({ own }) => addNode(own, numberOf(live, fn)));
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
  return drafts;
}
