/** Which nodes of the graph can give an errno at all: the backward half of a search. */

import { ARCHES, type Arch } from './arch.js';
import type { Graph } from './graph.js';
import type { Pack } from './pack.js';

/** For each node 1 where a site of one of `errnos` can be reached along edges that let it pass. */
export function reachable(pack: Pack, errnos: readonly number[]): Uint8Array {
  const key = `reachable ${errnos.join(' ')}`;
  const known = pack.memory.get(key);
  if (known instanceof Uint8Array) return known;
  const { graph } = pack;
  const found = new Uint8Array(graph.nodes);
  for (const errno of errnos) spread(graph, callersOf(pack), errno, found);
  pack.memory.set(key, found);
  return found;
}

function spread(graph: Graph, callers: Callers, errno: number, found: Uint8Array): void {
  const seen = new Uint8Array(graph.nodes);
  const waiting: number[] = [];
  for (let node = 0; node < graph.nodes; node++) {
    for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
      if (graph.siteErrno[graph.nodeSite[i] as number] !== errno) continue;
      seen[node] = 1;
      waiting.push(node);
      break;
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found[node] = 1;
    for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
      const edge = callers.edge[i] as number;
      const from = callers.from[i] as number;
      if (seen[from] || !passes(graph, edge, errno)) continue;
      seen[from] = 1;
      waiting.push(from);
    }
  }
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
  const known = pack.memory.get('callers') as Callers | undefined;
  if (known) return known;
  const { graph } = pack;
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
  const callers = { start, edge, from };
  pack.memory.set('callers', callers);
  return callers;
}

/** For each index of `graph.arches` whether its code runs on `arch`. */
export function archMask(graph: Graph, arch: Arch): readonly boolean[] {
  return graph.arches.map((directory) => directory === '' || directory === ARCHES[arch].directory);
}

/** Errno id → number of functions in which it can originate, for what is entered at `entry`. */
export function countOrigins(pack: Pack, entry: number, arch: Arch): ReadonlyMap<number, number> {
  const key = `count ${entry} ${arch}`;
  const known = pack.memory.get(key) as ReadonlyMap<number, number> | undefined;
  if (known) return known;
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const seen = new Uint8Array(graph.nodes);
  const functions = new Map<number, Set<number>>();
  const waiting = [entry];
  seen[entry] = 1;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
      const site = graph.nodeSite[i] as number;
      const errno = graph.siteErrno[site] as number;
      const set = functions.get(errno);
      if (set) set.add(graph.siteFunction[site] as number);
      else functions.set(errno, new Set([graph.siteFunction[site] as number]));
    }
    for (let i = graph.edgeStart[node] as number; i < (graph.edgeStart[node + 1] as number); i++) {
      const target = graph.edgeTarget[i] as number;
      const owner = graph.nodeFunction[target] as number;
      if (seen[target] || (owner >= 0 && !mask[graph.functionArch[owner] as number])) continue;
      seen[target] = 1;
      waiting.push(target);
    }
  }
  const counts = new Map([...functions].map(([errno, set]) => [errno, set.size] as const));
  pack.memory.set(key, counts);
  return counts;
}
