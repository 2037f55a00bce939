/** What names of code are looked up in: the files of a release, what stands in its ops tables, and its types of file systems. */

import { allTexts, type Texts, textsOf } from '../store/texts.js';
import { type Graph, NODE_KINDS } from './graph.js';
import { kindOf, labelOf, slotLabelOf } from './graph-lookup.js';
import { kept } from './kept.js';
import type { Pack } from './pack.js';

export interface NamedGround {
  readonly files: readonly SourceFile[];
  readonly tables: FunctionsInTables;
  readonly types: TypeFunctions;
}

export interface SourceFile {
  readonly id: number;
  readonly path: string;
}

/** Function `fn[i]` stands in the ops table whose label is `label[i]`; what is said of one function stands together. */
export interface FunctionsInTables {
  readonly fn: Uint32Array;
  readonly label: Uint32Array;
}

/** Function `fn[i]` stands in a `struct file_system_type`, to which `edge[i]` leads. */
export interface TypeFunctions {
  readonly fn: Uint32Array;
  readonly edge: Uint32Array;
}

const KIND_OPS = NODE_KINDS.indexOf('ops');

/** Reads it once of a pack. */
export function namedGround({ graph, memory, store }: Pack): Promise<NamedGround> {
  return memory.recall('named ground', '', 1, async () => {
    const { paths, tables, types } = await kept(store, 'names', async () => {
      const rows = await store.all('SELECT path FROM file ORDER BY id');
      const paths: Texts = textsOf(rows.map(({ path }) => String(path)));
      return { paths, tables: functionsInTables(graph), types: typeFunctions(graph) };
    });
    return { files: allTexts(paths).map((path, id) => ({ id, path })), tables, types };
  });
}

function functionsInTables(graph: Graph): FunctionsInTables {
  const found: [fn: number, label: number][] = [];
  for (const { edge, target } of edgesOfTables(graph)) found.push([target, labelOf(graph, edge)]);
  found.sort(([a], [b]) => a - b);
  return { fn: Uint32Array.from(found, ([fn]) => fn), label: Uint32Array.from(found, ([, label]) => label) };
}

function typeFunctions(graph: Graph): TypeFunctions {
  const ofTypes = allTexts(graph.labels).map((label) => label.startsWith('file_system_type.'));
  const found = [...edgesOfTables(graph)].filter(({ slot }) => ofTypes[slotLabelOf(graph, slot)]);
  return { fn: Uint32Array.from(found, ({ target }) => target), edge: Uint32Array.from(found, ({ edge }) => edge) };
}

/** The edges from slots of ops tables to the functions in them. */
function* edgesOfTables(graph: Graph): Iterable<{ slot: number; edge: number; target: number }> {
  for (let slot = graph.functions; slot < graph.nodes; slot++) {
    if (kindOf(graph, slot) !== KIND_OPS) continue;
    for (let edge = graph.edgeStart[slot] as number; edge < (graph.edgeStart[slot + 1] as number); edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (target < graph.functions) yield { slot, edge, target };
    }
  }
}
