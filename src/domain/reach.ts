/** Which nodes of the graph can give an errno at all: the backward half of a search. */

import type { Arch } from './arch.js';
import { returnSets } from './export/return-sets.js';
import type { Graph } from './graph.js';
import type { Pack } from './pack.js';

/** A set of nodes, one bit each: hundreds of them are remembered. */
export type NodeSet = Uint32Array;

export function hasNode(set: NodeSet, node: number): boolean {
  return (((set[node >>> 5] as number) >>> (node & 31)) & 1) === 1;
}

export function addNode(set: NodeSet, node: number): void {
  set[node >>> 5] = (set[node >>> 5] as number) | (1 << (node & 31));
}

/** Node sets that are remembered of a pack: some 50 KB each for a whole kernel. */
const MOST_SETS = 320;

/** Arches of which it is remembered what every node gives, with errnos from outside and without: some 10 MB each. */
const MOST_ARCHES = 2 * 3;

/**
 * Which origins count: `all`, or `own`: only errnos that are written in the C code, in what the body of a syscall does. Errnos
 * from outside can be any, so that with them every syscall has every errno.
 */
export type Origins = 'all' | 'own';

/** The nodes of an arch's kernel from which a site of one of `errnos` can be reached along edges that let it pass. */
export function reachable(pack: Pack, errnos: readonly number[], arch: Arch, origins: Origins): NodeSet {
  return pack.memory.recall('reachable', `${origins} ${arch} ${errnos.join(' ')}`, MOST_SETS, () => {
    const { words, bits } = pack.memory.recall('gives', `${origins} ${arch}`, MOST_ARCHES, () =>
      returnSets(pack.graph, {
        ...{ arch, opsFanOut: Number.POSITIVE_INFINITY, tested: true, translated: true },
        outside: origins === 'all',
      }),
    );
    const found = new Uint32Array((pack.graph.nodes + 31) >>> 5);
    for (const errno of errnos) {
      if (errno >>> 5 >= words) continue;
      const bit = errno & 31;
      for (let node = 0, at = errno >>> 5; node < pack.graph.nodes; node++, at += words)
        if (((bits[at] as number) >>> bit) & 1) addNode(found, node);
    }
    return found;
  });
}

/** Whether an edge lets an errno through as what it is. */
export function passes(graph: Graph, edge: number, errno: number): boolean {
  const index = graph.edgeFilter[edge] as number;
  if (index === 0) return true;
  const filter = graph.filters[index];
  if (filter === undefined) return true;
  return filter.mode !== 'turn' && filter.errnos.includes(errno) === (filter.mode === 'only');
}

/** The graph turned round: for node `n` the edges that lead to it are `edge[start[n] … start[n+1]-1]`, from `from[…]`. */
export interface Callers {
  readonly start: Uint32Array;
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
}

export function callersOf(pack: Pack): Callers {
  return pack.memory.recall('callers', '', 1, () => turnedRound(pack.graph));
}

function turnedRound(graph: Graph): Callers {
  const start = new Uint32Array(graph.nodes + 1);
  for (const target of graph.edgeTarget) start[target + 1] = (start[target + 1] as number) + 1;
  for (let node = 0; node < graph.nodes; node++)
    start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const edge = new Uint32Array(graph.edgeTarget.length);
  const from = new Uint32Array(graph.edgeTarget.length);
  const at = start.slice();
  for (let node = 0; node < graph.nodes; node++) {
    for (let i = graph.edgeStart[node] as number; i < (graph.edgeStart[node + 1] as number); i++) {
      const target = graph.edgeTarget[i] as number;
      const place = at[target] as number;
      edge[place] = i;
      from[place] = node;
      at[target] = place + 1;
    }
  }
  return { start, edge, from };
}

/** For each index of `graph.archSets` whether its code can be in a kernel of `arch`. */
export function archMask(graph: Graph, arch: Arch): readonly boolean[] {
  return graph.archSets.map((arches) => arches.includes(arch));
}
