/** Numbers the nodes of a set from 0 on, so that what is known of them takes room for these alone: few of a graph's nodes are ever met. */

import { hasNode, type NodeSet, ones } from './node-set.js';

export interface NodeNumbers {
  readonly set: NodeSet;
  /** For each word of the set how many nodes come before it. */
  readonly before: Uint32Array;
  readonly count: number;
}

export function numbersOf(set: NodeSet): NodeNumbers {
  const before = new Uint32Array(set.length);
  let count = 0;
  for (let i = 0; i < set.length; i++) {
    before[i] = count;
    count += ones(set[i] as number);
  }
  return { set, before, count };
}

/** The number of a node; -1 for one that is not in the set. */
export function numberOf({ set, before }: NodeNumbers, node: number): number {
  if (!hasNode(set, node)) return -1;
  const below = (set[node >>> 5] as number) & ((1 << (node & 31)) - 1);
  return (before[node >>> 5] as number) + ones(below);
}

/** The nodes by their numbers. */
export function nodesOf({ set, count }: NodeNumbers): Uint32Array {
  const nodes = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < set.length; i++) {
    for (let word = set[i] as number; word !== 0; word &= word - 1)
      nodes[at++] = i * 32 + 31 - Math.clz32(word & -word);
  }
  return nodes;
}
