/** How much a search has before it at least: from each node the cost to the likeliest origin of an errno, or less. */

import { FIRST_ANY } from '../store/sources.js';
import type { Arch } from './arch.js';
import { CostHeap } from './cost-heap.js';
import type { EdgeCosts } from './edge-costs.js';
import { passingBits } from './errno-bits.js';
import { canKeep, kept } from './kept.js';
import { type KernelOptions, nameOfOptions } from './kernel-options.js';
import { type NodeNumbers, numberOf, numbersOf } from './node-numbers.js';
import { addNode, hasNode, type NodeSet } from './node-set.js';
import { isUsual, outsideCost } from './outside-cost.js';
import type { Pack } from './pack.js';
import { siteCost } from './rank.js';
import { callersOf, compiledBits, ERRNO_IDS, nodesByErrno } from './reach.js';
import { recall } from './recall.js';
import { sitesAt } from './sites-at.js';
import { syscallsOf } from './syscalls.js';

/** Of each node that a syscall leads to, in {@link STEPS} of a bit, rounded down: {@link bitsLeft} reads it. */
export interface CostLeft {
  readonly numbers: NodeNumbers;
  readonly steps: Uint8Array;
}

const STEPS = 8;

/** The most that is told apart: as much or more. */
const MOST = 255;

/** Bits from a node to the likeliest origin; 0 from one that no syscall leads to. */
export function bitsLeft({ numbers, steps }: CostLeft, node: number): number {
  const number = numberOf(numbers, node);
  return number < 0 ? 0 : (steps[number] as number) / STEPS;
}

/** Errnos and arches that are remembered of a pack's costs, some 130 KB each: all of an arch, and few at the edge. */
const MOST_REMEMBERED = { machine: 160, edge: 32 };

/** What is left to errnos from outside. */
interface Outside {
  /** What the syscalls of an arch lead to, and for each of these nodes the bits. */
  readonly met: NodeSet;
  readonly left: Float32Array;
}

/** What is known of the costs of one kernel: what is left to errnos from outside by arch, and to each errno. */
interface Known {
  readonly outside: Map<Arch, Promise<Outside & { readonly numbers: NodeNumbers }>>;
  readonly left: Map<string, Promise<CostLeft>>;
}

const known = new WeakMap<EdgeCosts, Known>();

/** What leaves by more nodes takes tens of milliseconds to walk up from: what is found is kept beside the pack. */
const COMMON_NODES = 1000;

/**
 * What is left for searches without a context, which only makes costs larger or smaller.
 * @param options - those that the pack's costs are of
 */
export function costLeft(pack: Pack, arch: Arch, errno: number, options: KernelOptions | undefined): Promise<CostLeft> {
  const ofCosts = known.get(pack.costs) ?? { outside: new Map(), left: new Map() };
  known.set(pack.costs, ofCosts);
  const outside =
    ofCosts.outside.get(arch) ??
    outsideLeft(pack, arch, options).then((found) => ({ ...found, numbers: numbersOf(found.met) }));
  ofCosts.outside.set(arch, outside);
  outside.catch(() => ofCosts.outside.delete(arch));
  const most = MOST_REMEMBERED[canKeep(pack.store) ? 'machine' : 'edge'];
  const key = `${arch} ${errno}`;
  const found = recall(ofCosts.left, key, most, async () => {
    const { numbers } = await outside;
    const make = async () => ({ steps: leftBy(pack, errno, numbers, (await outside).left) });
    const name = isCommon(pack, errno) ? imageName(options, arch, `errno${errno}`) : undefined;
    const { steps } = name === undefined ? await make() : await kept(pack.store, name, make);
    return { numbers, steps };
  });
  found.catch(() => ofCosts.left.delete(key));
  return found;
}

function isCommon(pack: Pack, errno: number): boolean {
  const { start } = nodesByErrno(pack);
  return (start[errno + 1] ?? 0) - (start[errno] ?? 0) > COMMON_NODES;
}

/** What is kept under; undefined for options that are nobody's but the asker's. */
function imageName(options: KernelOptions | undefined, ...of: readonly string[]): string | undefined {
  const name = options === undefined ? '' : nameOfOptions(options);
  return name === undefined ? undefined : ['left', ...of, name].filter(Boolean).join('-');
}

/** To what comes from outside, if it is none of the errnos that this gives mostly: the same for nearly all errnos. */
async function outsideLeft(pack: Pack, arch: Arch, options: KernelOptions | undefined): Promise<Outside> {
  const name = imageName(options, arch);
  const make = async (): Promise<Outside> => {
    const met = await metBySyscalls(pack, arch);
    const numbers = numbersOf(met);
    const left = new Float32Array(numbers.count).fill(Number.POSITIVE_INFINITY);
    const all = pack.graph.filters.map(() => -1);
    walkUp(pack, numbers, left, originsOf(pack, numbers, NO_ERRNO, outsideIds()), all);
    return { met, left };
  };
  return name === undefined ? make() : kept(pack.store, name, make);
}

const NO_ERRNO = -1;

function outsideIds(): readonly number[] {
  return Array.from({ length: ERRNO_IDS - FIRST_ANY }, (_, i) => FIRST_ANY + i);
}

/** The nodes that the syscalls of an arch lead to, whatever is held back on the way. */
async function metBySyscalls(pack: Pack, arch: Arch): Promise<NodeSet> {
  const { nodes, edgeStart, edgeTarget } = pack.graph;
  const within = compiledBits(pack, arch);
  const met: NodeSet = new Uint32Array((nodes + 31) >>> 5);
  const waiting: number[] = [];
  const meet = (node: number): void => {
    if (within[node] === 0 || hasNode(met, node)) return;
    addNode(met, node);
    waiting.push(node);
  };
  for (const syscall of await syscallsOf(pack, arch))
    for (const { function: body } of [syscall, ...syscall.compat]) if (body !== null) meet(body);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    for (let i = edgeStart[node] as number, end = edgeStart[node + 1] as number; i < end; i++)
      meet(edgeTarget[i] as number);
  return met;
}

/** The same where the errno has sites of its own, is what something from outside gives mostly, or what others are turned into. */
function leftBy(pack: Pack, errno: number, numbers: NodeNumbers, outside: Float32Array): Uint8Array {
  const left = outside.slice();
  const seeds = originsOf(pack, numbers, errno, isUsual(pack, errno) ? [errno, ...outsideIds()] : [errno]);
  walkUp(pack, numbers, left, [...seeds, ...turnsInto(pack, errno)], passingBits(pack.graph.filters, [errno]));
  const steps = new Uint8Array(left.length);
  // In a loop, as `Uint8Array.from` takes a hundred times as long.
  for (let i = 0; i < steps.length; i++) steps[i] = Math.min((left[i] as number) * STEPS, MOST);
  return steps;
}

interface Seed {
  readonly node: number;
  readonly cost: number;
}

/** The nodes with sites of some ids, as far as they give the errno. */
function originsOf(pack: Pack, numbers: NodeNumbers, errno: number, ids: readonly number[]): Seed[] {
  const { start, node } = nodesByErrno(pack);
  const seeds: Seed[] = [];
  for (const id of ids) {
    for (let i = start[id] as number, end = start[id + 1] as number; i < end; i++) {
      const one = node[i] as number;
      // A node stands there once for each of its sites, one after the other.
      if (one === node[i - 1] && i > (start[id] as number)) continue;
      if (numberOf(numbers, one) < 0) continue;
      for (const { outside, sites } of sitesAt(pack, one, errno, true, undefined))
        seeds.push({ node: one, cost: outside ? outsideCost(pack, sites, errno, false) : siteCost(pack, sites) });
    }
  }
  return seeds;
}

/** The nodes with an edge behind which other errnos are looked for: what is left to these is not known. */
function turnsInto(pack: Pack, errno: number): Seed[] {
  const { graph, costs } = pack;
  const { edge, from, filter } = callersOf(pack);
  const turns = Uint8Array.from(graph.filters, (one) => (one.mode === 'turn' && one.to === errno ? 1 : 0));
  const seeds: Seed[] = [];
  if (!turns.includes(1)) return seeds;
  for (let i = 0; i < filter.length; i++) {
    if (turns[filter[i] as number] === 0) continue;
    seeds.push({ node: from[i] as number, cost: costs.edge[edge[i] as number] as number });
  }
  return seeds;
}

/** One for all walks, as there is one at a time. */
const HEAP = new CostHeap();

/**
 * Dijkstra from the seeds to whatever calls them, where that is nearer than what is known.
 * @param left - of each node by its number what is known, and then what is found
 * @param passing - of each filter, whether it lets the errno pass
 */
function walkUp(
  pack: Pack,
  numbers: NodeNumbers,
  left: Float32Array,
  seeds: readonly Seed[],
  passing: ArrayLike<number>,
): void {
  const { edge: costOf } = pack.costs;
  const { start, edge, from, filter } = callersOf(pack);
  HEAP.clear();
  const reach = (node: number, cost: number): void => {
    const number = numberOf(numbers, node);
    if (number < 0 || cost >= (left[number] as number)) return;
    left[number] = cost;
    // As it is kept, so that it is told from what was found later and nearer.
    HEAP.push(left[number] as number, node);
  };
  for (const { node, cost } of seeds) reach(node, cost);
  const settled = new Uint8Array(left.length);
  for (let node = HEAP.pop(); node >= 0; node = HEAP.pop()) {
    const number = numberOf(numbers, node);
    const cost = left[number] as number;
    if (cost * STEPS >= MOST) break;
    if (settled[number] === 1) continue;
    settled[number] = 1;
    for (let i = start[node] as number, end = start[node + 1] as number; i < end; i++) {
      const index = filter[i] as number;
      if (index === 0 || passing[index] !== 0) reach(from[i] as number, cost + (costOf[edge[i] as number] as number));
    }
  }
}
