/** How unlikely each step of the return-flow graph is: the costs that a search adds up (bits; 0 is certain). */

import { FunctionFlag } from '../store/schema.js';
import { commonness, weightStored } from './commonness.js';
import { fileOf, type Graph, NODE_KINDS, VIAS } from './graph.js';
import { flagsOf, kindOf, ownerOf } from './graph-lookup.js';

export interface EdgeCosts {
  /** Cost of each edge, in the graph's edge order. */
  readonly edge: Float32Array;
}

/** The model's numbers; `docs/accuracy.md` says how they were found. */
const COSTS = {
  /** Functions of one file are often one thing cut in pieces. */
  callInFile: 0.5,
  call: 1,
  /** Also what a function in a header calls, which stands in whatever includes it. */
  macro: 0.5,
  callback: 0.8,
  out: 0.5,
  field: 1.5,
  /** The callee's errno is the caller's by coincidence or by habit, not by assignment. */
  test: 2.2,
  /** The callee's errno leaves the caller as another one: on top of how it is reached. */
  turn: 1,
  /** Beside the syscall's body: behind what the body does, where that can give the errno. */
  before: 4,
  /** To the slot of an ops table: which of its functions is meant is what costs. */
  ops: 0,
  /** The stand-in that a configuration without the feature has. */
  stub: 4,
  /** Weight that an ops table holds back for functions that are not in the tree (modules from elsewhere). */
  unknownOps: 3,
  /** What it holds back at most, of what stands there, where nothing of that is in a module: neither is what others add. */
  unknownBuiltIn: 0.5,
};

const VIA_CALL = VIAS.indexOf('call');
const VIA_OPS = VIAS.indexOf('ops');
const KIND_FUNCTION = NODE_KINDS.indexOf('function');
const KIND_OPS = NODE_KINDS.indexOf('ops');
const KIND_FIELD = NODE_KINDS.indexOf('field');

/** Slots that fill slots are followed so far. */
const DEEPEST_SLOT = 2;

/**
 * @param prior - for each function how commonly it is built, as `graph.functionPrior`
 * @param isModular - whether a function is not built into such a kernel; where that is not known, all may be
 */
export function edgeCosts(
  graph: Graph,
  prior: Uint8Array = graph.functionPrior,
  isModular: (fn: number) => boolean = () => true,
): EdgeCosts {
  const edge = new Float32Array(graph.edgeTarget.length);
  const byVia = VIAS.map((via) => (via === 'ops' ? COSTS.ops : via === 'entry' ? 0 : COSTS[via]));
  for (let node = 0; node < graph.nodes; node++) {
    const start = graph.edgeStart[node] as number;
    const end = graph.edgeStart[node + 1] as number;
    const kind = kindOf(graph, node);
    if (kind === KIND_OPS) {
      const sum = slotWeight(graph, prior, node, 0);
      const most = holdsModular(graph, isModular, node, 0) ? COSTS.unknownOps : COSTS.unknownBuiltIn * sum;
      const unknown = Math.min(COSTS.unknownOps, most);
      for (let i = start; i < end; i++) edge[i] = Math.log2((unknown + sum) / choiceWeight(graph, prior, i, 1));
      continue;
    }
    const own = kind === KIND_FUNCTION ? fileOf(graph, node) : -1;
    const inlined = own >= 0 && (flagsOf(graph, node) & FunctionFlag.header) !== 0;
    const kept = kind === KIND_FIELD && ownerOf(graph, node) < 0;
    const writers = kept ? writersWeight(graph, prior, start, end) : 0;
    for (let i = start; i < end; i++) {
      const target = graph.edgeTarget[i] as number;
      const via = graph.edgeVia[i] as number;
      const stub = target < graph.functions && flagsOf(graph, target) & FunctionFlag.stub ? COSTS.stub : 0;
      const near = via === VIA_CALL && own >= 0 && own === fileOf(graph, target);
      const step = near ? COSTS.callInFile : via === VIA_CALL && inlined ? COSTS.macro : (byVia[via] ?? 1);
      const fan = kept ? Math.log2((1 + writers) / weight(graph, prior, target)) : 0;
      const turn = graph.filters[graph.edgeFilter[i] as number]?.mode === 'turn' ? COSTS.turn : 0;
      edge[i] =
        step + turn + fan + stub + (via === VIA_OPS || target >= graph.functions ? 0 : rarity(graph, prior, target));
    }
  }
  return { edge };
}

/** Whether anything in a slot of an ops table, or in those that it is filled from, is not built in. */
function holdsModular(graph: Graph, isModular: (fn: number) => boolean, node: number, depth: number): boolean {
  const fn = ownerOf(graph, node);
  if (fn >= 0) return isModular(fn);
  if (depth > DEEPEST_SLOT) return false;
  for (let i = graph.edgeStart[node] as number; i < (graph.edgeStart[node + 1] as number); i++)
    if (holdsModular(graph, isModular, graph.edgeTarget[i] as number, depth + 1)) return true;
  return false;
}

/** What stands in a slot of an ops table, those that it is filled from included; for a function its own weight. */
function slotWeight(graph: Graph, prior: Uint8Array, node: number, depth: number): number {
  if (kindOf(graph, node) !== KIND_OPS || depth > DEEPEST_SLOT) return weight(graph, prior, node);
  let sum = 0;
  for (let i = graph.edgeStart[node] as number; i < (graph.edgeStart[node + 1] as number); i++)
    sum += choiceWeight(graph, prior, i, depth + 1);
  return Math.max(sum, commonness(0));
}

/** What an edge out of a slot leads to: a function counts in each file's tables that hold it. */
function choiceWeight(graph: Graph, prior: Uint8Array, edge: number, depth: number): number {
  return (
    slotWeight(graph, prior, graph.edgeTarget[edge] as number, depth) + weightStored(graph.edgeTables[edge] as number)
  );
}

/** Who keeps an errno in a field, each in a slot of its own, as far as it is commonly built. */
function writersWeight(graph: Graph, prior: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += weight(graph, prior, graph.edgeTarget[i] as number);
  return sum;
}

/** How commonly a function is built, or the one whose slot it is. */
function weight(graph: Graph, prior: Uint8Array, target: number): number {
  const fn = ownerOf(graph, target);
  return fn < 0 ? 1 : commonness((prior[fn] as number) / 255);
}

/**
 * Calls into code that few kernels are built with are themselves unlikely, though less so than through a table. What a header
 * holds under an option leads to code of that option, which counts.
 */
function rarity(graph: Graph, prior: Uint8Array, target: number): number {
  if (flagsOf(graph, target) & FunctionFlag.header) return 0;
  return -0.25 * Math.log2(weight(graph, prior, target));
}
