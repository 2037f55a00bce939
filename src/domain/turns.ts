/** Rewrites on the way: behind an edge that turns A into B, a search for B looks for A. */

import type { Graph } from './graph.js';
import type { Pack } from './pack.js';
import { callersOf, passes } from './reach.js';

const NOTHING: readonly number[] = [];

/** What is looked for behind an edge: mostly the same errno, nothing where the edge's filter holds that back. */
export function soughtBehind(graph: Graph, edge: number, errno: number): readonly number[] {
  const filter = graph.filters[graph.edgeFilter[edge] as number];
  if (filter?.mode !== 'turn') return passes(graph, edge, errno) ? [errno] : NOTHING;
  return errno === filter.to ? filter.errnos : NOTHING;
}

/** An edge behind which another errno is looked for. */
interface Turn {
  readonly from: number;
  readonly edge: number;
}

/** By errno where others are turned into it. */
export function turnsInto(pack: Pack): ReadonlyMap<number, readonly Turn[]> {
  return pack.memory.recall('turns', '', 1, () => {
    const { filters } = pack.graph;
    const { edge, from, filter } = callersOf(pack);
    const turns = new Map<number, Turn[]>();
    for (let i = 0; i < edge.length; i++) {
      const one = filters[filter[i] as number];
      if (one?.mode !== 'turn') continue;
      const list = turns.get(one.to) ?? [];
      turns.set(one.to, list);
      list.push({ from: from[i] as number, edge: edge[i] as number });
    }
    return turns;
  });
}

/** What an errno that starts at the end of a route leaves each of its steps as; the route's edges lead to its steps. */
export function errnosAlong(graph: Graph, route: readonly { readonly edge: number }[], errno: number): number[] {
  const errnos = new Array<number>(route.length);
  let current = errno;
  for (let at = route.length - 1; at >= 0; at--) {
    errnos[at] = current;
    const filter = graph.filters[graph.edgeFilter[route[at]?.edge ?? -1] ?? 0];
    if (filter?.mode === 'turn' && filter.errnos.includes(current)) current = filter.to;
  }
  return errnos;
}
