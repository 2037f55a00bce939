/** What is known of which function of an ops table is meant: the cost of the choice among those that are left. */

import { type Graph, NODE_KINDS } from './graph.js';
import { kindOf, ownerOf } from './graph-lookup.js';
import type { Pack } from './pack.js';

const KIND_OPS = NODE_KINDS.indexOf('ops');

/** Whether an edge leads from the slot of an ops table to one of its functions, or to what one stores. */
export function choosesFunction(graph: Graph, from: number, edge: number): boolean {
  return kindOf(graph, from) === KIND_OPS && ownerOf(graph, graph.edgeTarget[edge] as number) >= 0;
}

/** Bits, none above 0. */
export interface SlotChoice {
  /** Added to the cost of those that are meant, where it is one of them. */
  readonly meant: number;
  /** Added to the cost of all that are not ruled out. */
  readonly left: number;
  /** Whether any is meant. */
  readonly any: boolean;
}

/** The choice at each slot, made once; `verdict` says of an edge whether its function is meant, ruled out, or neither. */
export function slotChoices(
  { graph, costs }: Pack,
  verdict: (edge: number) => 'meant' | 'out' | undefined,
): (slot: number) => SlotChoice {
  const known = new Map<number, SlotChoice>();
  return (slot) => {
    const choice = known.get(slot);
    if (choice) return choice;
    let meant = 0;
    let out = 0;
    for (let edge = graph.edgeStart[slot] as number; edge < (graph.edgeStart[slot + 1] as number); edge++) {
      const says = verdict(edge);
      if (says === 'meant') meant += 2 ** -(costs.edge[edge] as number);
      else if (says === 'out') out += 2 ** -(costs.edge[edge] as number);
    }
    const made = {
      meant: meant > 0 ? Math.min(0, Math.log2(meant)) : 0,
      left: out < 1 ? Math.log2(1 - out) : 0,
      any: meant > 0,
    };
    known.set(slot, made);
    return made;
  };
}
