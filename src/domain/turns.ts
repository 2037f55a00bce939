/** Rewrites on the way: behind an edge that turns A into B, a search for B looks for A. */

import type { Graph } from './graph.js';
import { passes } from './reach.js';

const NOTHING: readonly number[] = [];

/** What is looked for behind an edge: mostly the same errno, nothing where the edge's filter holds that back. */
export function soughtBehind(graph: Graph, edge: number, errno: number): readonly number[] {
  const filter = graph.filters[graph.edgeFilter[edge] as number];
  if (filter?.mode !== 'turn') return passes(graph, edge, errno) ? [errno] : NOTHING;
  return errno === filter.to ? filter.errnos : NOTHING;
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
