/** The sites of a node, by function. */

import type { Pack } from './pack.js';

/** Function → its sites of the errno at a node. */
export function sitesAt(pack: Pack, node: number, errno: number): [number, number[]][] {
  const { graph } = pack;
  const list: [number, number[]][] = [];
  for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
    const site = graph.nodeSite[i] as number;
    if (graph.siteErrno[site] !== errno) continue;
    const fn = graph.siteFunction[site] as number;
    const known = list.find(([id]) => id === fn);
    if (known) known[1].push(site);
    else list.push([fn, [site]]);
  }
  return list;
}
