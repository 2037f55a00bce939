/** What functions in slots of ops tables store through a parameter: `sk = prot->accept(sk, flags, &err);`. */

import { VIAS } from '../../src/domain/graph.js';
import { edgeGet, firstEdge, nextEdge } from './edge-table.js';
import { addEdge, type GraphBuilder, slotNode } from './graph-builder.js';

/** The slot of what the functions in a slot store through parameter `index`; `fillSlotOuts` fills it. */
export function slotOutNode(graph: GraphBuilder, slot: number, index: number): number {
  return slotNode(graph, 'ops', `${slot} ${OUT} ${index}`, -1, graph.labels[graph.nodeLabels[slot] as number] ?? '');
}

const OUT = '->';
const KEY = new RegExp(`^(\\d+) ${OUT} (\\d+)$`);

/** To be called when all functions stand in their slots, and all that they store has a node. */
export function fillSlotOuts(graph: GraphBuilder): void {
  const outs = graph.slots.get('out') as ReadonlyMap<string, number>;
  // Slots that fill slots make further ones, which a map's iterator comes to as well.
  for (const [key, node] of graph.slots.get('ops') as ReadonlyMap<string, number>) {
    const [, slot, index] = KEY.exec(key) ?? [];
    if (slot === undefined) continue;
    const { edges } = graph;
    for (let edge = firstEdge(edges, Number(slot)); edge >= 0; edge = nextEdge(edges, edge)) {
      const stands = edgeGet(edges, edge, 'target');
      const target =
        stands < graph.functions ? outs.get(`${stands} ${index}`) : slotOutNode(graph, stands, Number(index));
      if (target === undefined) continue;
      for (const table of [edgeGet(edges, edge, 'table'), ...(edges.otherTables.get(edge) ?? [])])
        addEdge(
          graph,
          node,
          target,
          VIAS[edgeGet(edges, edge, 'via')] ?? 'ops',
          edgeGet(edges, edge, 'line'),
          graph.labels[edgeGet(edges, edge, 'label')] ?? '',
          edgeGet(edges, edge, 'filter'),
          edgeGet(edges, edge, 'commands'),
          table,
        );
    }
  }
}
