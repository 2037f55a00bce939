/** Ways on which an errno can come up from one function to another, in the return-flow graph. */
import type { Arch } from '../arch.js';
import { CostHeap } from '../cost-heap.js';
import type { Pack } from '../pack.js';
import { archMask, callersOf, hasNode, reachable } from '../reach.js';
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
  const ways = new Map<number, Way>();
  const walk = settle(
    flow,
    from,
    (node, visit) => {
      for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
        const target = graph.edgeTarget[edge] as number;
        const owner = graph.nodeFunction[target] as number;
        if (!hasNode(useful, target) && !to.has(target)) continue;
        if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
        if (graph.edgeFilter[edge] !== 0 && !soughtBehind(graph, edge, errno).includes(errno)) continue;
        visit(edge, target);
      }
    },
    to,
  );
  for (const target of to) {
    if (target === from || !walk.reached(target)) continue;
    const edges: number[] = [];
    for (let node = target; node !== from; node = walk.from(node)) edges.push(walk.edge(node));
    ways.set(target, { cost: walk.cost(target), edges: edges.reverse() });
  }
  return ways;
}

/** Of the functions `above`, those that can have the errno from a function, with what the way costs. */
export function costsUp(flow: Flow, from: number, above: ReadonlySet<number>): ReadonlyMap<number, number> {
  const { pack, arch, errno } = flow;
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const callers = callersOf(pack);
  const walk = settle(
    flow,
    from,
    (node, visit) => {
      for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
        const edge = callers.edge[i] as number;
        const caller = callers.from[i] as number;
        const owner = graph.nodeFunction[caller] as number;
        if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
        if (graph.edgeFilter[edge] !== 0 && !soughtBehind(graph, edge, errno).includes(errno)) continue;
        visit(edge, caller);
      }
    },
    above,
  );
  return new Map([...above].filter(walk.reached).map((node) => [node, walk.cost(node)]));
}

interface Walk {
  reached(node: number): boolean;
  cost(node: number): number;
  from(node: number): number;
  edge(node: number): number;
}

/** Dijkstra until all that is looked for was met. */
function settle(
  { pack, silent }: Flow,
  start: number,
  neighbours: (node: number, visit: (edge: number, to: number) => void) => void,
  wanted: ReadonlySet<number>,
): Walk {
  const { graph, costs } = pack;
  const cost = new Float64Array(graph.nodes).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(graph.nodes);
  const through = new Int32Array(graph.nodes);
  const done = new Uint8Array(graph.nodes);
  const heap = new CostHeap();
  cost[start] = 0;
  heap.push(0, start);
  let missing = wanted.size - (wanted.has(start) ? 1 : 0);
  for (let node = heap.pop(); node >= 0 && missing > 0; node = heap.pop()) {
    if (done[node]) continue;
    done[node] = 1;
    if (node !== start && wanted.has(node)) missing--;
    const here = cost[node] as number;
    if (here > MOST_COST) break;
    neighbours(node, (edge, next) => {
      const way = here + Math.max(0, costs.edge[edge] as number) + (silent.has(next) ? SILENT : 0);
      if (done[next] || way >= (cost[next] as number)) return;
      cost[next] = way;
      from[next] = node;
      through[next] = edge;
      heap.push(way, next);
    });
  }
  return {
    reached: (node) => done[node] === 1,
    cost: (node) => cost[node] as number,
    from: (node) => from[node] as number,
    edge: (node) => through[node] as number,
  };
}
