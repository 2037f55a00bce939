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
  /** The state in which the function is reached. */
  readonly state: number;
  /** Bits: how unlikely the way there and the site are. */
  readonly cost: number;
  readonly sites: readonly number[];
}

/**
 * A state of the search: a node, or the node behind code that the context names (node + number of nodes): a way that
 * passes through such code and one that does not are two ways.
 */
type State = number;

/** The outcome of a search; routes are read from `board`, which the next search overwrites. */
export interface SearchResult {
  /** The cheapest origins, at least as many as were asked for where there are so many. */
  readonly found: readonly FoundOrigin[];
  /** All functions in which the errno can originate. */
  readonly total: number;
  readonly board: Board;
  readonly context: Context | undefined;
  /** Ways into states that were looked at for other routes. */
  readonly ways: Map<State, readonly Way[]>;
}

/** A reached state that leads to another one. */
interface Way {
  readonly from: State;
  readonly edge: number;
  readonly cost: number;
}

/** For each state how it is reached best; valid where `stamp` is the current round's. */
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
  const board = boardOf(pack, context !== undefined);
  board.round++;
  const round = board.round;
  const { nodes } = graph;
  const total = countFunctions(pack, entry, arch, errnos);
  const heap = new CostHeap();
  const drafts = new Map<number, { function: number; state: State; cost: number; sites: number[] }>();
  const sorted: number[] = [];
  if (hasNode(useful, entry)) {
    const start = context?.names(entry) ? entry + nodes : entry;
    reach(board, start, -1, -1, 0);
    heap.push(0, start);
  }
  for (let state = heap.pop(); state >= 0; state = heap.pop()) {
    if (board.settled[state] === round) continue;
    board.settled[state] = round;
    const node = state % nodes;
    const layer = state - node;
    const cost = board.cost[state] as number;
    if (sorted.length >= wanted && (sorted[wanted - 1] as number) <= cost) break;
    for (const [fn, list] of sitesAt(pack, node, errnos)) {
      const known = drafts.get(fn);
      if (known) for (const site of list) if (!known.sites.includes(site)) known.sites.push(site);
      const whole = cost + siteCost(list) + (context !== undefined && layer === 0 ? context.elsewhere : 0);
      if (known && known.cost <= whole) continue;
      if (known) remove(sorted, known.cost);
      drafts.set(fn, { function: fn, state, cost: whole, sites: known?.sites ?? list });
      insert(sorted, whole, wanted);
    }
    if (context === undefined && drafts.size === total) break;
    const end = graph.edgeStart[node + 1] as number;
    for (let edge = graph.edgeStart[node] as number; edge < end; edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (!hasNode(useful, target)) continue;
      const next = layer === 0 && context?.names(target) ? target + nodes : target + layer;
      if (board.settled[next] === round) continue;
      const owner = graph.nodeFunction[target] as number;
      if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
      if (graph.edgeFilter[edge] !== 0 && !errnos.some((errno) => passes(graph, edge, errno))) continue;
      const way = cost + Math.max(0, (costs.edge[edge] as number) + (context?.enter(target) ?? 0));
      if (board.stamp[next] === round && (board.cost[next] as number) <= way) continue;
      reach(board, next, state, edge, way);
      heap.push(way, next);
    }
  }
  const found = [...drafts.values()].sort((a, b) => a.cost - b.cost || a.function - b.function);
  return { found, total, board, context, ways: new Map() };
}

function reach(board: Board, state: State, from: State, edge: number, cost: number): void {
  board.stamp[state] = board.round;
  board.from[state] = from;
  board.edge[state] = edge;
  board.cost[state] = cost;
}

function boardOf(pack: Pack, layered: boolean): Board {
  const states = pack.graph.nodes * (layered ? 2 : 1);
  return pack.memory.recall('board', String(layered), 2, () => ({
    round: 0,
    stamp: new Uint32Array(states),
    settled: new Uint32Array(states),
    cost: new Float64Array(states),
    from: new Int32Array(states),
    edge: new Int32Array(states),
  }));
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
export function routeTo(pack: Pack, result: SearchResult, state: State): Step[] {
  const { board } = result;
  const steps: Step[] = [];
  for (let at = state; at >= 0 && board.stamp[at] === board.round; at = board.from[at] as number) {
    steps.push({ node: at % pack.graph.nodes, edge: board.edge[at] as number, state: at });
  }
  return steps.reverse();
}

/** Ways into one state that are looked at for other routes. */
const MAX_DETOURS = 5;

/** Up to `limit` other routes to a state, best first: each leaves the best one at some node by another way in. */
export function detoursTo(
  pack: Pack,
  result: SearchResult,
  errnos: readonly number[],
  state: State,
  limit: number,
): Step[][] {
  const { board } = result;
  const main = routeTo(pack, result, state);
  const total = board.cost[state] as number;
  const candidates: { readonly at: number; readonly from: number; readonly edge: number; readonly cost: number }[] = [];
  for (let at = main.length - 1; at > 0; at--) {
    const step = main[at] as Step;
    const rest = total - (board.cost[step.state] as number);
    for (const way of waysInto(pack, result, errnos, step)) candidates.push({ ...way, at, cost: rest + way.cost });
  }
  candidates.sort((a, b) => a.cost - b.cost || b.at - a.at || a.from - b.from);
  const seen = new Set([signature(pack, main)]);
  const kept: Step[][] = [];
  for (const { at, from, edge } of candidates) {
    const joined = main[at] as Step;
    const steps = [...routeTo(pack, result, from), { ...joined, edge }, ...main.slice(at + 1)];
    if (new Set(steps.map((step) => step.node)).size !== steps.length) continue;
    const key = signature(pack, steps);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(steps);
    if (kept.length === limit) break;
  }
  return kept;
}

/** Reached states that lead to a step's by another edge than the best one, cheapest first. */
function waysInto(pack: Pack, result: SearchResult, errnos: readonly number[], at: Step): readonly Way[] {
  const known = result.ways.get(at.state);
  if (known) return known;
  const { board, context } = result;
  const { graph, costs } = pack;
  const callers = callersOf(pack);
  const layer = at.state - at.node;
  // Into code that is named a way can also lead from before it.
  const layers = layer > 0 && context?.names(at.node) ? [0, layer] : [layer];
  const ways: Way[] = [];
  for (let i = callers.start[at.node] as number; i < (callers.start[at.node + 1] as number); i++) {
    const edge = callers.edge[i] as number;
    if (edge === at.edge) continue;
    if (graph.edgeFilter[edge] !== 0 && !errnos.some((errno) => passes(graph, edge, errno))) continue;
    for (const before of layers) {
      const from = (callers.from[i] as number) + before;
      if (board.settled[from] !== board.round) continue;
      ways.push({ from, edge, cost: (board.cost[from] as number) + (costs.edge[edge] as number) });
    }
  }
  ways.sort((a, b) => a.cost - b.cost || a.from - b.from);
  ways.length = Math.min(ways.length, MAX_DETOURS);
  result.ways.set(at.state, ways);
  return ways;
}

/** Routes through the same functions are the same to a reader. */
function signature(pack: Pack, steps: readonly Step[]): string {
  return steps
    .filter((step) => pack.graph.nodeKind[step.node] === KIND_FUNCTION)
    .map((step) => step.node)
    .join(' ');
}
