/** Ways on which an errno can come up from one function to another, in the return-flow graph. */
import type { Arch } from '../arch.js';
import { CostHeap } from '../cost-heap.js';
import { ownerOf } from '../graph-lookup.js';
import { liveNodes } from '../live-nodes.js';
import { numberOf } from '../node-numbers.js';
import { hasNode } from '../node-set.js';
import type { Pack } from '../pack.js';
import { archMask, callersOf, reachable } from '../reach.js';
import { soughtBehind } from '../turns.js';

/** What is asked of the graph: one errno (by its id in the pack) on one arch. */
export interface Flow {
  readonly pack: Pack;
  readonly arch: Arch;
  readonly errno: number;
  /** Functions that were watched and did not return the errno: a way through them is unlikely. */
  readonly silent: ReadonlySet<number>;
}

export interface Way {
  /** Bits, as in a search. */
  readonly cost: number;
  /** From the caller down. */
  readonly edges: readonly number[];
}

/** A way that is less likely than this is none. */
const MOST_COST = 80;
const SILENT = 20;

/** The cheapest ways from a function down to each of the others that it can have the errno from. */
export function waysDown(flow: Flow, from: number, to: ReadonlySet<number>): ReadonlyMap<number, Way> {
  const { pack, arch, errno } = flow;
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const useful = reachable(pack, [errno], arch, 'all');
  return settle(
    flow,
    from,
    (node, visit) => {
      for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
        const target = graph.edgeTarget[edge] as number;
        const owner = ownerOf(graph, target);
        if (!hasNode(useful, target) && !to.has(target)) continue;
        if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
        if (graph.edgeFilter[edge] !== 0 && !soughtBehind(graph, edge, errno).includes(errno)) continue;
        visit(edge, target);
      }
    },
    to,
    (walk) => {
      const ways = new Map<number, Way>();
      const live = liveNodes(pack);
      const start = numberOf(live, from);
      for (const target of to) {
        const end = numberOf(live, target);
        if (target === from || walk.done[end] !== 1) continue;
        const edges: number[] = [];
        for (let at = end; at !== start; at = walk.from[at] as number) edges.push(walk.through[at] as number);
        ways.set(target, { cost: walk.cost[end] as number, edges: edges.reverse() });
      }
      return ways;
    },
  );
}

/** Of the functions `above`, those that can have the errno from a function, with what the way costs. */
export function costsUp(flow: Flow, from: number, above: ReadonlySet<number>): ReadonlyMap<number, number> {
  const { pack, arch, errno } = flow;
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const callers = callersOf(pack);
  return settle(
    flow,
    from,
    (node, visit) => {
      for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
        const edge = callers.edge[i] as number;
        const caller = callers.from[i] as number;
        const owner = ownerOf(graph, caller);
        if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
        if (graph.edgeFilter[edge] !== 0 && !soughtBehind(graph, edge, errno).includes(errno)) continue;
        visit(edge, caller);
      }
    },
    above,
    ({ done, cost }) => {
      const live = liveNodes(pack);
      const met = [...above].filter((node) => done[numberOf(live, node)] === 1);
      return new Map(met.map((node) => [node, cost[numberOf(live, node)] as number]));
    },
  );
}

/** By the number of a node: what the way there costs, the number of the node before it, the edge between, and whether that is settled. */
interface Walk {
  readonly cost: Float64Array;
  readonly from: Int32Array;
  readonly through: Int32Array;
  readonly done: Uint8Array;
}

/** One walk for all packs, in which all costs are infinite: walks meet few nodes, and a new one would take megabytes each. */
let blank = walkOf(0);

/** For a graph of so many nodes. */
function blankWalk(nodes: number): Walk {
  if (blank.done.length < nodes) blank = walkOf(nodes);
  return blank;
}

function walkOf(nodes: number): Walk {
  return {
    cost: new Float64Array(nodes).fill(Number.POSITIVE_INFINITY),
    from: new Int32Array(nodes),
    through: new Int32Array(nodes),
    done: new Uint8Array(nodes),
  };
}

/**
 * Dijkstra until all that is looked for was met.
 * @param read - takes what it wants from the walk, which is blank again afterwards
 */
function settle<T>(
  { pack, silent }: Flow,
  start: number,
  neighbours: (node: number, visit: (edge: number, to: number) => void) => void,
  wanted: ReadonlySet<number>,
  read: (walk: Walk) => T,
): T {
  const { costs } = pack;
  const live = liveNodes(pack);
  const walk = blankWalk(live.count);
  const first = numberOf(live, start);
  // What has no edges leads nowhere, and what nothing leads to has nothing above it.
  if (first < 0) return read(walk);
  const { cost, from, through, done } = walk;
  const met = [first];
  const heap = new CostHeap();
  cost[first] = 0;
  heap.push(0, start);
  let missing = wanted.size - (wanted.has(start) ? 1 : 0);
  try {
    for (let node = heap.pop(); node >= 0 && missing > 0; node = heap.pop()) {
      const at = numberOf(live, node);
      if (done[at]) continue;
      done[at] = 1;
      if (node !== start && wanted.has(node)) missing--;
      const here = cost[at] as number;
      if (here > MOST_COST) break;
      neighbours(node, (edge, next) => {
        const way = here + Math.max(0, costs.edge[edge] as number) + (silent.has(next) ? SILENT : 0);
        const to = numberOf(live, next);
        const before = cost[to] as number;
        if (done[to] || way >= before) return;
        if (before === Number.POSITIVE_INFINITY) met.push(to);
        cost[to] = way;
        from[to] = at;
        through[to] = edge;
        heap.push(way, next);
      });
    }
    return read(walk);
  } finally {
    for (const one of met) {
      cost[one] = Number.POSITIVE_INFINITY;
      done[one] = 0;
    }
  }
}
