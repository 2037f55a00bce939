/** The nodes of a graph that a search can meet, and what it finds: those with edges or sites, those that edges lead to, and the functions of sites. */

import { type NodeNumbers, nodesOf, numbersOf } from './node-numbers.js';
import { addNode, type NodeSet } from './node-set.js';
import type { Pack } from './pack.js';

/** Nodes and their numbers: of ten nodes eight are none of these, and take no room. */
export interface LiveNodes extends NodeNumbers {
  /** By their numbers. */
  readonly nodes: Uint32Array;
}

/** The kind under which they are remembered. */
export const LIVE_NODES = 'live nodes';

export function liveNodes(pack: Pack): LiveNodes {
  return pack.memory.recall(LIVE_NODES, '', 1, () => {
    const { nodes, edgeStart, edgeTarget, nodeSiteStart, siteFunction } = pack.graph;
    const set: NodeSet = new Uint32Array((nodes + 31) >>> 5);
    for (let node = 0; node < nodes; node++)
      if (edgeStart[node] !== edgeStart[node + 1] || nodeSiteStart[node] !== nodeSiteStart[node + 1])
        addNode(set, node);
    for (const target of edgeTarget) addNode(set, target);
    for (const fn of siteFunction) addNode(set, fn);
    const numbers = numbersOf(set);
    return { ...numbers, nodes: nodesOf(numbers) };
  });
}
