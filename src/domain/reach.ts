/** Which nodes of the graph can give an errno at all: the backward half of a search. */

import { ARCHES, type Arch } from './arch.js';
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

/** Node sets that are remembered of a pack: some 80 KB each for a whole kernel. */
const MOST_SETS = 320;

/** The nodes of an arch's kernel from which a site of one of `errnos` can be reached along edges that let it pass. */
export function reachable(pack: Pack, errnos: readonly number[], arch: Arch): NodeSet {
  return pack.memory.recall('reachable', `${arch} ${errnos.join(' ')}`, MOST_SETS, () => {
    const found = new Uint32Array((pack.graph.nodes + 31) >>> 5);
    const mask = archMask(pack.graph, arch);
    for (const errno of errnos) {
      spread(pack.graph, callersOf(pack), mask, nodesByErrno(pack).get(errno) ?? [], errno, found);
    }
    return found;
  });
}

function spread(
  graph: Graph,
  callers: Callers,
  mask: readonly boolean[],
  starts: readonly number[],
  errno: number,
  found: NodeSet,
): void {
  const seen = new Uint32Array(found.length);
  const runs = (node: number): boolean => {
    const fn = graph.nodeFunction[node] as number;
    return fn < 0 || mask[graph.functionArch[fn] as number] === true;
  };
  const waiting: number[] = [];
  for (const node of starts) {
    if (hasNode(seen, node) || !runs(node)) continue;
    addNode(seen, node);
    waiting.push(node);
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    addNode(found, node);
    for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
      const edge = callers.edge[i] as number;
      const from = callers.from[i] as number;
      if (hasNode(seen, from) || !passes(graph, edge, errno) || !runs(from)) continue;
      addNode(seen, from);
      waiting.push(from);
    }
  }
}

/** For each errno id the nodes that have a site of it, in order; a node with several stands there several times. */
function nodesByErrno(pack: Pack): ReadonlyMap<number, readonly number[]> {
  return pack.memory.recall('nodes by errno', '', 1, () => {
    const { graph } = pack;
    const lists = new Map<number, number[]>();
    for (let node = 0; node < graph.nodes; node++) {
      for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
        const errno = graph.siteErrno[graph.nodeSite[i] as number] as number;
        const list = lists.get(errno);
        if (list) list.push(node);
        else lists.set(errno, [node]);
      }
    }
    return lists;
  });
}

/** Whether an edge lets an errno through. */
export function passes(graph: Graph, edge: number, errno: number): boolean {
  const index = graph.edgeFilter[edge] as number;
  if (index === 0) return true;
  const filter = graph.filters[index];
  return filter === undefined || filter.errnos.includes(errno) === (filter.mode === 'only');
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

/** For each index of `graph.arches` whether its code runs on `arch`. */
export function archMask(graph: Graph, arch: Arch): readonly boolean[] {
  return graph.arches.map((directory) => directory === '' || directory === ARCHES[arch].directory);
}
