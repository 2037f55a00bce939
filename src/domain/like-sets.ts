/** Sets of nodes that are much alike: one of them whole, of each the few nodes by which it differs from that. */

import { nodesOf, numbersOf } from './node-numbers.js';
import { countNodes, hasNode, type NodeSet, ones } from './node-set.js';
import { placeIn } from './place-in.js';

/** A set: the nodes that stand either in `base`, where it has one, or in `listed`. */
export interface NodeSetView {
  readonly base: NodeSet | undefined;
  /** Ascending. */
  readonly listed: Uint32Array;
  readonly size: number;
}

export const NO_NODES: NodeSetView = { base: undefined, listed: new Uint32Array(0), size: 0 };

export function viewOf(base: NodeSet): NodeSetView {
  return { base, listed: new Uint32Array(0), size: countNodes(base) };
}

/** One of its own. @param words - its length */
export function wholeSet({ base, listed }: NodeSetView, words: number): NodeSet {
  const set = base?.slice() ?? new Uint32Array(words);
  for (let i = 0; i < listed.length; i++) {
    const node = listed[i] as number;
    set[node >>> 5] = (set[node >>> 5] as number) ^ (1 << (node & 31));
  }
  return set;
}

export function inView({ base, listed }: NodeSetView, node: number): boolean {
  return (base !== undefined && hasNode(base, node)) !== (placeIn(listed, node) !== undefined);
}

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
  const usual = usualOf([...sets.values()]);
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

/** Where, in the order of their sizes, sets stand that are tried: of many that are much alike one is among them. */
const TRIED = [0.5, 0.65, 0.8, 0.95];

/** Of some of the sets the one by which all take the least room. */
function usualOf(sets: readonly NodeSet[]): NodeSet {
  const bySize = sets.map((set) => ({ set, size: countNodes(set) })).sort((a, b) => a.size - b.size);
  let usual: NodeSet = new Uint32Array(0);
  let least = Number.POSITIVE_INFINITY;
  for (const one of new Set(TRIED.map((part) => bySize[Math.floor(part * bySize.length)]?.set))) {
    if (one === undefined) continue;
    const room = bySize.reduce((sum, { set, size }) => sum + Math.min(size, differing(set, one)), 0);
    if (room < least) [usual, least] = [one, room];
  }
  return usual;
}

function differing(one: NodeSet, other: NodeSet): number {
  let count = 0;
  for (let i = 0; i < one.length; i++) count += ones((one[i] as number) ^ (other[i] as number));
  return count;
}

/** The set with a number; undefined where there is none. */
export function likeSet(sets: LikeSets, number: number): NodeSet | undefined {
  const view = likeSetView(sets, number);
  return view && wholeSet(view, sets.usual.length);
}

/** Whether a node is in the set with a number; undefined where there is no such set. */
export function inLikeSet({ usual, few, differs }: LikeSets, number: number, node: number): boolean | undefined {
  const alone = few[number];
  if (alone !== undefined) return placeIn(alone, node) !== undefined;
  const other = differs[number];
  return other && hasNode(usual, node) !== (placeIn(other, node) !== undefined);
}

/** One of the sets, without making it; undefined where there is none. */
export function likeSetView({ usual, few, differs }: LikeSets, number: number): NodeSetView | undefined {
  const alone = few[number];
  if (alone !== undefined) return { base: undefined, listed: alone, size: alone.length };
  const listed = differs[number];
  if (listed === undefined) return undefined;
  return {
    ...{ base: usual, listed },
    size: listed.reduce((size, node) => size + (hasNode(usual, node) ? -1 : 1), countNodes(usual)),
  };
}
