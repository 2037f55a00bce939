/** How much a search has before it at least: from each node the cost to the likeliest origin of an errno, or less. */

import { FIRST_ANY } from '../store/sources.js';
import type { Arch } from './arch.js';
import { CostHeap } from './cost-heap.js';
import type { EdgeCosts } from './edge-costs.js';
import { passingBits } from './errno-bits.js';
import { kept } from './kept.js';
import { type KernelOptions, nameOfOptions } from './kernel-options.js';
import { isUsual, outsideCost } from './outside-cost.js';
import type { Pack } from './pack.js';
import { siteCost } from './rank.js';
import { callersOf, compiledBits, ERRNO_IDS, nodesByErrno } from './reach.js';
import { recall } from './recall.js';
import { sitesAt } from './sites-at.js';
import { turnsInto } from './turns.js';

/** For each node, in {@link STEPS} of a bit, rounded down: {@link bitsLeft} reads it. */
export type CostLeft = Uint8Array;

const STEPS = 8;

/** The most that is told apart: as much or more. */
const MOST = 255;

/** Bits from a node to the likeliest origin. */
export function bitsLeft(left: CostLeft, node: number): number {
  return (left[node] as number) / STEPS;
}

/** Errnos and arches that are remembered of a pack's costs, a byte a node and some 100 KB each: all of an arch, and few at the edge. */
const MOST_REMEMBERED = { machine: 160, edge: 32 };

/** What is known of the costs of one kernel: what outside errnos leave by arch, and what each errno leaves. */
interface Known {
  readonly outside: Map<Arch, Promise<Float32Array>>;
  readonly left: Map<string, CostLeft>;
}

const known = new WeakMap<EdgeCosts, Known>();

/**
 * What is left for searches without a context, which only makes costs larger or smaller.
 * @param options - those that the pack's costs are of
 */
export async function costLeft(
  pack: Pack,
  arch: Arch,
  errno: number,
  options: KernelOptions | undefined,
): Promise<CostLeft> {
  const ofCosts = known.get(pack.costs) ?? { outside: new Map(), left: new Map() };
  known.set(pack.costs, ofCosts);
  const outside = ofCosts.outside.get(arch) ?? outsideLeft(pack, arch, options);
  ofCosts.outside.set(arch, outside);
  outside.catch(() => ofCosts.outside.delete(arch));
  const whole = await outside;
  // An isolate has little memory, and no place for images.
  const most = MOST_REMEMBERED[pack.store.images === undefined ? 'edge' : 'machine'];
  return recall(ofCosts.left, `${arch} ${errno}`, most, () => leftBy(pack, arch, errno, whole));
}

/** To what comes from outside, if it is none of the errnos that this gives mostly: the same for nearly all errnos. */
async function outsideLeft(pack: Pack, arch: Arch, options: KernelOptions | undefined): Promise<Float32Array> {
  const name = options === undefined ? '' : nameOfOptions(options);
  const make = async (): Promise<{ readonly left: Float32Array }> => {
    const left = new Float32Array(pack.graph.nodes).fill(Number.POSITIVE_INFINITY);
    const all = pack.graph.filters.map(() => -1);
    walkUp(pack, arch, left, originsOf(pack, NO_ERRNO, outsideIds()), all);
    return { left };
  };
  return (await (name === undefined ? make() : kept(pack.store, `left-${arch}-${name}`, make))).left;
}

const NO_ERRNO = -1;

function outsideIds(): readonly number[] {
  return Array.from({ length: ERRNO_IDS - FIRST_ANY }, (_, i) => FIRST_ANY + i);
}

/** The same where the errno has sites of its own, is what something from outside gives mostly, or what others are turned into. */
function leftBy(pack: Pack, arch: Arch, errno: number, outside: Float32Array): CostLeft {
  const { graph, costs } = pack;
  const left = outside.slice();
  const seeds = originsOf(pack, errno, isUsual(pack, errno) ? [errno, ...outsideIds()] : [errno]);
  const turns = turnsInto(pack).get(errno) ?? [];
  const starts = turns.map(({ from, edge }): Seed => ({ node: from, cost: costs.edge[edge] as number }));
  walkUp(pack, arch, left, [...seeds, ...starts], passingBits(graph.filters, [errno]));
  const steps = new Uint8Array(left.length);
  // In a loop, as `Uint8Array.from` takes a hundred times as long.
  for (let node = 0; node < steps.length; node++) {
    const cost = (left[node] as number) * STEPS;
    steps[node] = Math.min(cost, MOST);
  }
  return steps;
}

interface Seed {
  readonly node: number;
  readonly cost: number;
}

/** The nodes with sites of some ids, as far as they give the errno. */
function originsOf(pack: Pack, errno: number, ids: readonly number[]): Seed[] {
  const { start, node } = nodesByErrno(pack);
  const seeds: Seed[] = [];
  for (const id of ids) {
    for (const one of node.subarray(start[id], start[id + 1])) {
      for (const { outside, sites } of sitesAt(pack, one, errno, true, undefined))
        seeds.push({ node: one, cost: outside ? outsideCost(pack, sites, errno, false) : siteCost(pack, sites) });
    }
  }
  return seeds;
}

/**
 * Dijkstra from the seeds to whatever calls them, where that is nearer than what is known.
 * @param left - what is known, and then what is found
 * @param passing - of each filter, whether it lets the errno pass
 */
function walkUp(pack: Pack, arch: Arch, left: Float32Array, seeds: readonly Seed[], passing: ArrayLike<number>): void {
  const within = compiledIn(pack, arch);
  const { edge: costOf } = pack.costs;
  const { start, edge, from, filter } = callersOf(pack);
  const heap = new CostHeap();
  const reach = (node: number, cost: number): void => {
    if (cost >= (left[node] as number) || within[node] === 0) return;
    left[node] = cost;
    // As it is kept, so that it is told from what was found later and nearer.
    heap.push(left[node] as number, node);
  };
  for (const { node, cost } of seeds) reach(node, cost);
  const settled = new Uint8Array(left.length);
  for (let node = heap.pop(); node >= 0; node = heap.pop()) {
    const cost = left[node] as number;
    if (cost * STEPS >= MOST) break;
    if (settled[node] === 1) continue;
    settled[node] = 1;
    for (let i = start[node] as number, end = start[node + 1] as number; i < end; i++) {
      const index = filter[i] as number;
      if (index === 0 || passing[index] !== 0) reach(from[i] as number, cost + (costOf[edge[i] as number] as number));
    }
  }
}

const MOST_ARCHES = 4;

function compiledIn(pack: Pack, arch: Arch): Int32Array {
  return pack.memory.recall('compiled', arch, MOST_ARCHES, () => compiledBits(pack, arch));
}
