/** Which nodes of the graph can give an errno at all: the backward half of a search. */

import { FIRST_ANY } from '../store/sources.js';
import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { ERRNOS_AT_ONCE, letsPass, passingBits, spread } from './errno-bits.js';
import { type Graph, VIAS } from './graph.js';
import { ownerOf } from './graph-lookup.js';
import { canKeep, keptWhere } from './kept.js';
import { inLikeSet, type LikeSets, likeSet, likeSets } from './like-sets.js';
import { hasNode, type NodeSet, setsOf } from './node-set.js';
import type { Pack } from './pack.js';

const VIA_BEFORE = VIAS.indexOf('before');

/** Kinds of what is remembered that is the same for all questions. */
export const CALLERS = 'callers';
export const NODES_BY_ERRNO = 'nodes by errno';

/** Node sets that are remembered of a pack: some 90 KB each for a whole kernel. All of an arch, and few at the edge. */
const MOST_SETS = { machine: 320, edge: 64 };

/**
 * Which origins count: `all`, or `own`: only errnos that are written in the C code, in what the body of a syscall does. Errnos
 * from outside can be any, so that with them every syscall has every errno.
 */
export type Origins = 'all' | 'own';

/** The nodes of an arch's kernel from which a site of one of `errnos` can be reached along edges that let it pass. */
export function reachable(pack: Pack, errnos: readonly number[], arch: Arch, origins: Origins): NodeSet {
  const [errno, another] = errnos;
  const key = `${origins} ${arch} ${errnos.join(' ')}`;
  const most = MOST_SETS[canKeep(pack.store) ? 'machine' : 'edge'];
  return pack.memory.recall('reachable', key, most, () => {
    if (errno !== undefined && another === undefined) {
      const known = pack.memory.known<KeptSets>(KEPT_SETS, arch)?.[origins];
      return (known && likeSet(known, errno)) ?? (reaching(pack, [errno], arch, origins)[0] as NodeSet);
    }
    const found = new Uint32Array((pack.graph.nodes + 31) >>> 5);
    for (const one of errnos) {
      const own = reachable(pack, [one], arch, origins);
      for (let i = 0; i < found.length; i++) found[i] = (found[i] as number) | (own[i] as number);
    }
    return found;
  });
}

/** Whether nodes are {@link reachable}'s, for who looks at few of them: of sets that are kept none is made. */
export function canGive(
  pack: Pack,
  errnos: readonly number[],
  arch: Arch,
  origins: Origins,
): (node: number) => boolean {
  const kept = pack.memory.known<KeptSets>(KEPT_SETS, arch)?.[origins];
  if (kept !== undefined && errnos.every((errno) => inLikeSet(kept, errno, 0) !== undefined))
    return (node) => errnos.some((errno) => inLikeSet(kept, errno, node));
  const set = reachable(pack, errnos, arch, origins);
  return (node) => hasNode(set, node);
}

/** The sets of an arch by errno, where they are known already. */
type KeptSets = Readonly<Record<Origins, LikeSets>>;

const KEPT_SETS = 'kept sets';

/**
 * Makes the sets of all errnos of an arch known, where they can be kept: a process that answers one question is not to walk
 * the graph for each errno that it meets. Without a place to keep them they are made as they are needed, as most never are.
 */
export async function knowReachable(pack: Pack, arch: Arch): Promise<void> {
  const { errnos, memory, store } = pack;
  if (memory.known(KEPT_SETS, arch) !== undefined) return;
  const ids = errnos.flatMap(({ id, alias_of }) => (alias_of === null ? [id] : []));
  const all = (origins: Origins, within: Int32Array): LikeSets => {
    const sets = new Map<number, NodeSet>();
    for (let at = 0; at < ids.length; at += ERRNOS_AT_ONCE) {
      const some = ids.slice(at, at + ERRNOS_AT_ONCE);
      for (const [i, set] of reaching(pack, some, arch, origins, within).entries()) sets.set(some[i] as number, set);
    }
    return likeSets(sets);
  };
  const sets = await keptWhere(store, `reach-${arch}`, async (): Promise<KeptSets> => {
    const within = compiledBits(pack, arch);
    return { all: all('all', within), own: all('own', within) };
  });
  if (sets !== undefined) memory.keep(KEPT_SETS, arch, MOST_ARCHES[canKeep(store) ? 'machine' : 'edge'], sets);
}

/**
 * Walks up from the sites of up to {@link ERRNOS_AT_ONCE} errnos; a set for each.
 * @param within - the bits of what a kernel of the arch can have
 */
function reaching(
  pack: Pack,
  errnos: readonly number[],
  arch: Arch,
  origins: Origins,
  within = compiledBits(pack, arch),
): NodeSet[] {
  const { graph } = pack;
  const { start, from, filter, before } = callersOf(pack);
  const bits = new Int32Array(graph.nodes);
  const writers = nodesByErrno(pack);
  const write = (id: number, own: number): void => {
    for (let i = writers.start[id] as number; i < (writers.start[id + 1] as number); i++) {
      const node = writers.node[i] as number;
      bits[node] = (bits[node] as number) | (own & (within[node] as number));
    }
  };
  for (const [i, errno] of errnos.entries()) write(errno, 1 << i);
  if (origins === 'all') for (let id = FIRST_ANY; id < ERRNO_IDS; id++) write(id, -1);
  const passing = passingBits(graph.filters, errnos);
  // One more filter stands for what no errno passes that has to be the body's own.
  const ways = origins === 'all' ? filter : filter.map((one, i) => (before[i] === 1 ? passing.length : one));
  spread({ start, to: from, filter: ways }, bits, within, Int32Array.of(...passing, 0));
  return setsOf(bits, errnos.length);
}

/** Arches whose sets are remembered of a pack: some 5 MB each. */
const MOST_ARCHES = { machine: 4, edge: 1 };

/** All bits of each node that a kernel of the arch can have, or that one without the code that is `absent` has. */
export function compiledBits({ graph }: Pack, arch: Arch, absent?: AbsentCode): Int32Array {
  const { nodes, functionArch } = graph;
  const mask = archMask(graph, arch);
  const bits = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const owner = ownerOf(graph, node);
    if (owner < 0 || (mask[functionArch[owner] as number] && absent?.functions[owner] !== 1)) bits[node] = -1;
  }
  return bits;
}

/** A site's errno is a byte. */
export const ERRNO_IDS = 256;

/** For each errno id the nodes with a site of it, once a site: of id `n` they are `node[start[n] … start[n+1]-1]`. */
export function nodesByErrno(pack: Pack): { readonly start: Uint32Array; readonly node: Uint32Array } {
  return pack.memory.recall(NODES_BY_ERRNO, '', 1, () => {
    const { nodes, nodeSiteStart, nodeSite, siteErrno } = pack.graph;
    const start = new Uint32Array(ERRNO_IDS + 1);
    for (const site of nodeSite) {
      const id = (siteErrno[site] as number) + 1;
      start[id] = (start[id] as number) + 1;
    }
    for (let id = 0; id < ERRNO_IDS; id++) start[id + 1] = (start[id + 1] as number) + (start[id] as number);
    const next = start.slice();
    const node = new Uint32Array(nodeSite.length);
    for (let one = 0, at = 0; one < nodes; one++) {
      for (const end = nodeSiteStart[one + 1] as number; at < end; at++) {
        const id = siteErrno[nodeSite[at] as number] as number;
        const place = next[id] as number;
        node[place] = one;
        next[id] = place + 1;
      }
    }
    return { start, node };
  });
}

/** Whether an edge lets an errno through as what it is. */
export function passes(graph: Graph, edge: number, errno: number): boolean {
  const index = graph.edgeFilter[edge] as number;
  if (index === 0) return true;
  const filter = graph.filters[index];
  return filter === undefined || letsPass(filter, errno);
}

/** The graph turned round: for node `n` the edges that lead to it are `edge[start[n] … start[n+1]-1]`, from `from[…]`. */
export interface Callers {
  readonly start: Uint32Array;
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
  /** The edge's filter, and 1 where its way is `before`: once more, in this order. */
  readonly filter: Uint16Array;
  readonly before: Uint8Array;
}

export function callersOf(pack: Pack): Callers {
  return pack.memory.recall(CALLERS, '', 1, () => turnedRound(pack.graph));
}

function turnedRound({ nodes, edgeStart, edgeTarget, edgeFilter, edgeVia }: Graph): Callers {
  const start = new Uint32Array(nodes + 1);
  for (const target of edgeTarget) start[target + 1] = (start[target + 1] as number) + 1;
  for (let node = 0; node < nodes; node++) start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const edges = edgeTarget.length;
  const edge = new Uint32Array(edges);
  const from = new Uint32Array(edges);
  const filter = new Uint16Array(edges);
  const before = new Uint8Array(edges);
  const next = start.slice();
  for (let node = 0, i = 0; node < nodes; node++) {
    for (const end = edgeStart[node + 1] as number; i < end; i++) {
      const target = edgeTarget[i] as number;
      const place = next[target] as number;
      edge[place] = i;
      from[place] = node;
      filter[place] = edgeFilter[i] as number;
      before[place] = edgeVia[i] === VIA_BEFORE ? 1 : 0;
      next[target] = place + 1;
    }
  }
  return { start, edge, from, filter, before };
}

/** For each index of `graph.archSets` whether its code can be in a kernel of `arch`. */
export function archMask(graph: Graph, arch: Arch): readonly boolean[] {
  return graph.archSets.map((arches) => arches.includes(arch));
}
