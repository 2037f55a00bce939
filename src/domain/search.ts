/** Searches the return-flow graph from a syscall's entry for the functions in which an errno can originate. */

import type { Arch } from './arch.js';
import { CostHeap } from './cost-heap.js';
import { countFunctions } from './count-origins.js';
import { NODE_KINDS } from './graph.js';
import type { Pack } from './pack.js';
import { archMask, callersOf, hasNode, passes, reachable } from './reach.js';
import type { Context } from './search-context.js';
import { sitesAt } from './sites-at.js';

export interface FoundOrigin {
  readonly function: number;
  /** The node through which the function is reached. */
  readonly node: number;
  /** Bits: how unlikely the way there and the site are. */
  readonly cost: number;
  readonly sites: readonly number[];
}

/** The outcome of a search; routes are read from `board`, which the next search overwrites. */
export interface SearchResult {
  /** The cheapest origins, at least as many as were asked for where there are so many. */
  readonly found: readonly FoundOrigin[];
  /** All functions in which the errno can originate. */
  readonly total: number;
  readonly board: Board;
  /** Ways into nodes that were looked at for other routes. */
  readonly ways: Map<number, readonly Way[]>;
}

/** A reached node that leads to another one. */
interface Way {
  readonly from: number;
  readonly edge: number;
  readonly cost: number;
}

/** For each node how it is reached best; valid where `stamp` is the current round's. */
interface Board {
  round: number;
  readonly stamp: Uint32Array;
  readonly settled: Uint32Array;
  readonly cost: Float64Array;
  readonly from: Int32Array;
  readonly edge: Int32Array;
}

const KIND_FUNCTION = NODE_KINDS.indexOf('function');

/** Dijkstra over edges that let one of `errnos` pass, until `wanted` origins are known to be the cheapest. */
export function search(
  pack: Pack,
  query: { readonly entry: number; readonly arch: Arch; readonly errnos: readonly number[]; readonly wanted: number },
  siteCost: (sites: readonly number[]) => number,
  context?: Context,
): SearchResult {
  const { graph, costs } = pack;
  const { entry, arch, errnos, wanted } = query;
  const mask = archMask(graph, arch);
  const useful = reachable(pack, errnos, arch);
  const board = boardOf(pack);
  board.round++;
  const round = board.round;
  /** What an origin can gain at most: until then a dearer one may still come out cheaper. */
  const lowest = context === undefined ? 0 : Math.min(0, context.most);
  const total = countFunctions(pack, entry, arch, errnos);
  const heap = new CostHeap();
  const drafts = new Map<number, { function: number; node: number; way: number; cost: number; sites: number[] }>();
  const sorted: number[] = [];
  if (hasNode(useful, entry)) {
    reach(board, entry, -1, -1, 0);
    heap.push(0, entry);
  }
  for (let node = heap.pop(); node >= 0; node = heap.pop()) {
    if (board.settled[node] === round) continue;
    board.settled[node] = round;
    const cost = board.cost[node] as number;
    if (sorted.length >= wanted && (sorted[wanted - 1] as number) <= cost + lowest) break;
    const sites = sitesAt(pack, node, errnos);
    for (const [fn, list] of sites) {
      const known = drafts.get(fn);
      if (known) for (const site of list) if (!known.sites.includes(site)) known.sites.push(site);
      if (known) continue;
      const whole = cost + siteCost(list) + (context?.origin(fn) ?? 0);
      drafts.set(fn, { function: fn, node, way: cost, cost: whole, sites: list });
      insert(sorted, whole, wanted);
    }
    if (drafts.size === total) break;
    const end = graph.edgeStart[node + 1] as number;
    for (let edge = graph.edgeStart[node] as number; edge < end; edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (board.settled[target] === round || !hasNode(useful, target)) continue;
      const owner = graph.nodeFunction[target] as number;
      if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
      if (graph.edgeFilter[edge] !== 0 && !errnos.some((errno) => passes(graph, edge, errno))) continue;
      const next = cost + Math.max(0, (costs.edge[edge] as number) + (context?.enter(target) ?? 0));
      if (board.stamp[target] === round && (board.cost[target] as number) <= next) continue;
      reach(board, target, node, edge, next);
      heap.push(next, target);
    }
  }
  const found = [...drafts.values()].sort((a, b) => a.cost - b.cost || a.function - b.function);
  return { found, total, board, ways: new Map() };
}

function reach(board: Board, node: number, from: number, edge: number, cost: number): void {
  board.stamp[node] = board.round;
  board.from[node] = from;
  board.edge[node] = edge;
  board.cost[node] = cost;
}

function boardOf(pack: Pack): Board {
  const { nodes } = pack.graph;
  return pack.memory.recall('board', '', 1, () => ({
    round: 0,
    stamp: new Uint32Array(nodes),
    settled: new Uint32Array(nodes),
    cost: new Float64Array(nodes),
    from: new Int32Array(nodes),
    edge: new Int32Array(nodes),
  }));
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
}

/** The best route to a node, entry first. */
export function routeTo(result: SearchResult, node: number): Step[] {
  const { board } = result;
  const steps: Step[] = [];
  for (let at = node; at >= 0 && board.stamp[at] === board.round; at = board.from[at] as number) {
    steps.push({ node: at, edge: board.edge[at] as number });
  }
  return steps.reverse();
}

/** Ways into one node that are looked at for other routes. */
const MAX_DETOURS = 5;

/** Up to `limit` other routes to a node, best first: each leaves the best one at some node by another way in. */
export function detoursTo(
  pack: Pack,
  result: SearchResult,
  errnos: readonly number[],
  node: number,
  limit: number,
): Step[][] {
  const { board } = result;
  const main = routeTo(result, node);
  const total = board.cost[node] as number;
  const candidates: { readonly at: number; readonly from: number; readonly edge: number; readonly cost: number }[] = [];
  for (let at = main.length - 1; at > 0; at--) {
    const step = main[at] as Step;
    const rest = total - (board.cost[step.node] as number);
    for (const way of waysInto(pack, result, errnos, step)) candidates.push({ ...way, at, cost: rest + way.cost });
  }
  candidates.sort((a, b) => a.cost - b.cost || b.at - a.at || a.from - b.from);
  const seen = new Set([signature(pack, main)]);
  const kept: Step[][] = [];
  for (const { at, from, edge } of candidates) {
    const steps = [...routeTo(result, from), { node: (main[at] as Step).node, edge }, ...main.slice(at + 1)];
    if (new Set(steps.map((step) => step.node)).size !== steps.length) continue;
    const key = signature(pack, steps);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(steps);
    if (kept.length === limit) break;
  }
  return kept;
}

/** Reached nodes that lead to a step's node by another edge than the best one, cheapest first. */
function waysInto(pack: Pack, result: SearchResult, errnos: readonly number[], at: Step): readonly Way[] {
  const known = result.ways.get(at.node);
  if (known) return known;
  const { board } = result;
  const { graph, costs } = pack;
  const callers = callersOf(pack);
  const ways: Way[] = [];
  for (let i = callers.start[at.node] as number; i < (callers.start[at.node + 1] as number); i++) {
    const edge = callers.edge[i] as number;
    const from = callers.from[i] as number;
    if (edge === at.edge || board.settled[from] !== board.round) continue;
    if (graph.edgeFilter[edge] !== 0 && !errnos.some((errno) => passes(graph, edge, errno))) continue;
    ways.push({ from, edge, cost: (board.cost[from] as number) + (costs.edge[edge] as number) });
  }
  ways.sort((a, b) => a.cost - b.cost || a.from - b.from);
  ways.length = Math.min(ways.length, MAX_DETOURS);
  result.ways.set(at.node, ways);
  return ways;
}

/** Routes through the same functions are the same to a reader. */
function signature(pack: Pack, steps: readonly Step[]): string {
  return steps
    .filter((step) => pack.graph.nodeKind[step.node] === KIND_FUNCTION)
    .map((step) => step.node)
    .join(' ');
}
