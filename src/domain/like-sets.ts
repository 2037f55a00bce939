/** Sets of nodes that are much alike: one of them whole, of each the few nodes by which it differs from that. */

import { nodesOf, numbersOf } from './node-numbers.js';
import { hasNode, type NodeSet } from './node-set.js';
import { placeIn } from './place-in.js';

/** Sets by number. */
export interface LikeSets {
  /** The one that the others are like. */
  readonly usual: NodeSet;
  /** Of a set that has few nodes these, ascending; */
  readonly few: Readonly<Record<number, Uint32Array>>;
  /** of each other one the nodes that stand either in it or in `usual`, ascending. */
  readonly differs: Readonly<Record<number, Uint32Array>>;
}

/** Puts sets of the same length together. */
export function likeSets(sets: ReadonlyMap<number, NodeSet>): LikeSets {
  const bySize = [...sets.values()].map((set) => ({ set, size: numbersOf(set).count })).sort((a, b) => a.size - b.size);
  const usual = bySize[bySize.length >> 1]?.set ?? new Uint32Array(0);
  const few: Record<number, Uint32Array> = {};
  const differs: Record<number, Uint32Array> = {};
  for (const [number, set] of sets) {
    const own = numbersOf(set);
    const other = numbersOf(set.map((word, i) => word ^ (usual[i] as number)));
    if (own.count < other.count) few[number] = nodesOf(own);
    else differs[number] = nodesOf(other);
  }
  return { usual, few, differs };
}

/** The set with a number; undefined where there is none. */
export function likeSet({ usual, few, differs }: LikeSets, number: number): NodeSet | undefined {
  const alone = few[number];
  const listed = alone ?? differs[number];
  if (listed === undefined) return undefined;
  const set = alone === undefined ? usual.slice() : new Uint32Array(usual.length);
  for (let i = 0; i < listed.length; i++) {
    const node = listed[i] as number;
    set[node >>> 5] = (set[node >>> 5] as number) ^ (1 << (node & 31));
  }
  return set;
}

/** Whether a node is in the set with a number; undefined where there is no such set. */
export function inLikeSet({ usual, few, differs }: LikeSets, number: number, node: number): boolean | undefined {
  const alone = few[number];
  if (alone !== undefined) return placeIn(alone, node) !== undefined;
  const other = differs[number];
  return other && hasNode(usual, node) !== (placeIn(other, node) !== undefined);
}
