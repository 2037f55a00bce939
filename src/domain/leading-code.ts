/** Code that leads to named code and to little else: libraries through which subsystems are called (`kernfs` for cgroups). */

import { fileOf, NODE_KINDS } from './graph.js';
import { kindOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { callersOf } from './reach.js';

/** The share of what an ops table's field holds that is named where calling it most likely means named code. */
const SHARE = 1 / 6;

/** Calls within a file between what stands in one ops table and its call of a field of another, and that call. */
const DEPTH = 3;

const KIND_OPS = NODE_KINDS.indexOf('ops');

/** The functions that call named code through an ops table that holds little else. @param named - for each function, 0: it is not */
export function leadingTo(pack: Pack, named: Uint8Array): ReadonlySet<number> {
  const { graph } = pack;
  const callers = callersOf(pack);
  const leading = new Set<number>();
  let waiting = meaningSlots(pack, named);
  for (let depth = 0; depth < DEPTH && waiting.length > 0; depth++) {
    const next: number[] = [];
    for (const node of waiting) {
      for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
        const from = callers.from[i] as number;
        if (from >= graph.functions || named[from] || leading.has(from)) continue;
        if (node < graph.functions && fileOf(graph, from) !== fileOf(graph, node)) continue;
        leading.add(from);
        next.push(from);
      }
    }
    waiting = next;
  }
  return leading;
}

/** The fields of ops tables of which enough is named, each function by how commonly it is built. */
function meaningSlots({ graph }: Pack, named: Uint8Array): number[] {
  const slots: number[] = [];
  for (let slot = graph.functions; slot < graph.nodes; slot++) {
    if (kindOf(graph, slot) !== KIND_OPS) continue;
    let meant = 0;
    let all = 0;
    for (let edge = graph.edgeStart[slot] as number; edge < (graph.edgeStart[slot + 1] as number); edge++) {
      const target = graph.edgeTarget[edge] as number;
      const weight = target < graph.functions ? 1 + (graph.functionPrior[target] as number) : 1;
      all += weight;
      if (named[target]) meant += weight;
    }
    if (meant > 0 && meant >= all * SHARE) slots.push(slot);
  }
  return slots;
}
