/** What a type of file system means where one is mounted: what it does for that, not what its files do on the way there. */

import { allTexts } from '../store/texts.js';
import { type Graph, NODE_KINDS } from './graph.js';
import { kindOf, slotLabelOf } from './graph-lookup.js';

/** Syscalls that are told a type, or what one is to do: mount(2), and since 5.2 fsopen(2) and fsconfig(2). */
const TAKE_A_TYPE: ReadonlySet<string> = new Set(['mount', 'fsopen', 'fsconfig']);

/** Whether what a syscall fails with is about mounting a type of file system. */
export function takesType(syscall: string): boolean {
  return TAKE_A_TYPE.has(syscall);
}

/** Through which a type is mounted: `struct file_system_type`, and since 5.1 `struct fs_context_operations` (include/linux/fs_context.h). */
const MOUNTING = /^(?:file_system_type|fs_context_operations)\./;

const KIND_OPS = NODE_KINDS.indexOf('ops');

/** The edges through which named code is asked to mount. @param named - for each function, 0: it is not */
export function mountingEdges(graph: Graph, named: Uint8Array): ReadonlySet<number> {
  const edges = new Set<number>();
  const mounting = allTexts(graph.labels).map((label) => MOUNTING.test(label));
  for (let node = graph.functions; node < graph.nodes; node++) {
    if (kindOf(graph, node) !== KIND_OPS) continue;
    if (!mounting[slotLabelOf(graph, node)]) continue;
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++)
      if (named[graph.edgeTarget[edge] as number]) edges.add(edge);
  }
  return edges;
}
