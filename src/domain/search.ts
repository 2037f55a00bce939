/** Searches the return-flow graph from a syscall's entry for the functions in which an errno can originate. */

import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { CostHeap } from './cost-heap.js';
import { bitsLeft, type CostLeft } from './cost-left.js';
import { countFunctions } from './count-origins.js';
import { type Graph, NODE_KINDS } from './graph.js';
import { kindOf, ownerOf } from './graph-lookup.js';
import { liveNodes } from './live-nodes.js';
import { hasNode, type NodeSet } from './node-set.js';
import { besideCost, outsideCost } from './outside-cost.js';
import type { Pack } from './pack.js';
import { archMask, reachable } from './reach.js';
import { reasonsOfSite } from './reasons.js';
import {
  type Board,
  errnoOf,
  freshBoard,
  isReached,
  isSettled,
  layerOf,
  nodeOf,
  reach,
  type State,
  settle,
  stateOf,
} from './search-board.js';
import type { Context } from './search-context.js';
import { sitesAt } from './sites-at.js';
import { soughtBehind } from './turns.js';

export interface FoundOrigin {
  readonly function: number;
  /** The state in which the function is reached, and the errno that starts there. */
  readonly state: number;
  readonly errno: number;
  /** Bits: how unlikely the way there and the site are. */
  readonly cost: number;
  readonly sites: readonly number[];
}

/** The outcome of a search; routes are read from `board`, which the next search overwrites. */
export interface SearchResult {
  /** The cheapest origins, at least as many as were asked for where there are so many. */
  readonly found: readonly FoundOrigin[];
  /** All functions in which the errno can originate, unless they were not to be counted. */
  readonly total: number;
  readonly board: Board;
  readonly context: Context | undefined;
  /** Ways into states that were looked at for other routes. */
  readonly ways: Map<State, readonly Way[]>;
}

/** A reached state that leads to another one. */
export interface Way {
  readonly from: State;
  readonly edge: number;
  readonly cost: number;
}

const KIND_BEFORE = NODE_KINDS.indexOf('before');

interface Draft {
  readonly function: number;
  readonly state: State;
  readonly errno: number;
  cost: number;
  readonly sites: number[];
}

export interface SearchQuery {
  readonly entry: number;
  readonly arch: Arch;
  readonly errnos: readonly number[];
  readonly wanted: number;
  /** What the kernel that is asked about does not have. */
  readonly absent?: AbsentCode | undefined;
  /** Whether the total is not wanted, which takes longer than finding a few: it is told as NaN. */
  readonly uncounted?: boolean | undefined;
  /** What is left from each node for the first errno, where that is known: for searches without a context. */
  readonly left?: CostLeft | undefined;
}

/**
 * How much more than the last one that is wanted a way may cost, in bits: what is a little less likely is another way to what is
 * found, or one more site of it.
 */
const MORE = 4;

/** One for all searches, as there is one at a time: what is made anew takes longer than what it is for. */
const HEAP = new CostHeap();

/** Dijkstra over edges that let one of `errnos` pass, until `wanted` origins are known to be the cheapest. */
export function search(
  pack: Pack,
  query: SearchQuery,
  siteCost: (sites: readonly number[]) => number,
  context?: Context,
): SearchResult {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter } = graph;
  const { edge: costOf } = pack.costs;
  const { entry, arch, errnos, wanted, absent, uncounted, left } = query;
  const mask = archMask(graph, arch);
  const useful = usefulSets(pack, arch, errnos);
  const board = freshBoard(liveNodes(pack), errnos[0] ?? -1, context !== undefined);
  const round = board.round;
  const total = uncounted ? Number.NaN : countFunctions(pack, { entry, arch, errnos, origins: 'all', absent });
  const heap = HEAP;
  heap.clear();
  const drafts = new Map<number, Draft>();
  const sorted: number[] = [];
  // Set beside the body, and as likely as its best origin says: added to that.
  const beside = new Map<number, { readonly draft: Draft; readonly more: number }>();
  const knowBest = (best = Number.POSITIVE_INFINITY): void => {
    for (const { draft, more } of beside.values()) {
      draft.cost = Math.min(draft.cost, best + more);
      insert(sorted, draft.cost, wanted);
    }
    beside.clear();
  };
  // An origin whose reason lies in what was named counts as leading through it.
  const runs = (fn: number): boolean => mask[graph.functionArch[fn] as number] === true && !absent?.functions[fn];
  const because = (list: readonly number[]): boolean =>
    context !== undefined &&
    list.some((site) =>
      reasonsOfSite(pack, site, { runs, names: context.names }).some((reason) => context.names(reason.function)),
    );
  for (const errno of errnos) {
    if (!hasNode(useful(errno), entry)) continue;
    const start = stateOf(board, entry, context?.names(entry) ? 1 : 0, errno);
    reach(board, start, -1, -1, 0);
    heap.push(0, start);
  }
  // Whether all that lies behind a way costs more than what is wanted.
  const isBeyond = (node: number, errno: number, way: number): boolean => {
    if (sorted.length < wanted) return false;
    const more = left === undefined || errno !== board.main ? 0 : Math.max(0, bitsLeft(left, node) - MORE);
    return way + more > (sorted[wanted - 1] as number);
  };
  // The state whose ways are followed, and what it stands for.
  let from = -1;
  let fromNode = -1;
  let layer = 0;
  let cost = 0;
  let aside = false;
  const visit = (edge: number, target: number, behind: number): void => {
    // What is useful is compiled for the arch.
    if (absent?.functions[ownerOf(graph, target)]) return;
    const next = stateOf(board, target, context?.leads(edge) ? 1 : layer, behind);
    if (isSettled(board, next)) return;
    const step = context === undefined ? 0 : context.step(fromNode, edge, layer > 0);
    const way = cost + Math.max(0, (costOf[edge] as number) + step);
    // What is beside the body is looked at first; else nothing behind what costs more than all that is wanted.
    const first = (aside || fromNode === entry) && isBeside(graph, target);
    if (!first && isBeyond(target, behind, way)) return;
    if (board.stamp[next] === round && (board.cost[next] as number) <= way) return;
    reach(board, next, from, edge, way);
    heap.push(first ? 0 : way, next);
  };
  for (let state = heap.pop(); state >= 0; state = heap.pop()) {
    if (isSettled(board, state)) continue;
    const node = nodeOf(board, state);
    const errno = errnoOf(board, state);
    aside = isBeside(graph, node);
    if (!aside && isBeyond(node, errno, board.cost[state] as number)) continue;
    settle(board, state);
    // One by one: taking an array apart here takes a third of the whole search.
    from = state;
    fromNode = node;
    layer = layerOf(board, state);
    cost = board.cost[state] as number;
    if (beside.size > 0 && !aside && (sorted[0] ?? cost) < cost) knowBest(sorted[0]);
    if (!aside && sorted.length >= wanted && (sorted[wanted - 1] as number) <= cost) break;
    for (const { function: fn, sites: list, outside } of sitesAt(pack, node, errno, errno === board.main, absent)) {
      const known = drafts.get(fn);
      const more = known?.errno === errno ? known.sites : undefined;
      if (more) for (const site of list) if (!more.includes(site)) more.push(site);
      const here = context?.origin(fn, list, layer !== 0 || because(list)) ?? 0;
      const whole = cost + (outside ? outsideCost(pack, list, errno, layer > 0) : siteCost(list)) + here;
      if (known && known.cost <= whole) continue;
      if (known && !beside.delete(fn)) remove(sorted, known.cost);
      const draft = { function: fn, state, errno, cost: whole, sites: more ?? list };
      drafts.set(fn, draft);
      const behind = aside && outside ? besideCost(pack, list, errno) : undefined;
      if (behind === undefined) insert(sorted, whole, wanted);
      else beside.set(fn, { draft, more: behind + here });
    }
    if (context === undefined && drafts.size === total) break;
    const end = edgeStart[node + 1] as number;
    const own = useful(errno);
    for (let edge = edgeStart[node] as number; edge < end; edge++) {
      const target = edgeTarget[edge] as number;
      if (edgeFilter[edge] === 0) {
        if (hasNode(own, target)) visit(edge, target, errno);
        continue;
      }
      for (const behind of soughtBehind(graph, edge, errno))
        if (hasNode(useful(behind), target)) visit(edge, target, behind);
    }
  }
  knowBest(sorted[0]);
  const found = [...drafts.values()].sort((a, b) => stepsOf(a.cost) - stepsOf(b.cost) || a.function - b.function);
  return { found, total, board, context, ways: new Map() };
}

/** Costs that differ by less than a 256th of a bit are alike: sums that were rounded differ by as much, and no model tells so little. */
function stepsOf(cost: number): number {
  return Math.round(cost * 256);
}

function isBeside(graph: Graph, node: number): boolean {
  return node >= graph.functions && kindOf(graph, node) === KIND_BEFORE;
}

/** The nodes that can give an errno; from outside only what is asked for itself, not what is turned into it on the way. */
function usefulSets(pack: Pack, arch: Arch, errnos: readonly number[]): (errno: number) => NodeSet {
  const sets = new Map<number, NodeSet>();
  return (errno) => {
    const known = sets.get(errno);
    if (known) return known;
    const made = reachable(pack, [errno], arch, errno === errnos[0] ? 'all' : 'own');
    sets.set(errno, made);
    return made;
  };
}

function remove(sorted: number[], value: number): void {
  const at = sorted.indexOf(value);
  if (at >= 0) sorted.splice(at, 1);
}

/** Keeps the `most` smallest values in order. */
function insert(sorted: number[], value: number, most: number): void {
  if (sorted.length >= most && value >= (sorted[most - 1] as number)) return;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
  if (sorted.length > most) sorted.pop();
}

/** One step of a route: the node, and the edge that led to it (-1 at the entry). */
export interface Step {
  readonly node: number;
  readonly edge: number;
  readonly state: State;
}

/** The best route to a state, entry first. */
export function routeTo({ board }: SearchResult, state: State): Step[] {
  const steps: Step[] = [];
  for (let at = state; at >= 0 && isReached(board, at); at = board.from[at] as number) {
    steps.push({ node: nodeOf(board, at), edge: board.edge[at] as number, state: at });
  }
  return steps.reverse();
}
