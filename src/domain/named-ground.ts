/** What names of code are looked up in: the files of a release, what stands in its ops tables, and its types of file systems. */

import { allTexts, type Texts, textsOf } from '../store/texts.js';
import { type Graph, NODE_KINDS, VIAS } from './graph.js';
import { kindOf, labelOf, slotLabelOf } from './graph-lookup.js';
import { kept } from './kept.js';
import type { Pack } from './pack.js';

export interface NamedGround {
  readonly files: readonly SourceFile[];
  readonly tables: FunctionsInTables;
  readonly types: TypeFunctions;
  /** Edges through which a type of file system is asked to mount. */
  readonly mounting: Uint32Array;
}

export interface SourceFile {
  readonly id: number;
  readonly path: string;
}

/** Function `fn[i]` stands in the ops table whose label is `label[i]`; what is said of one function stands together. */
interface FunctionsInTables {
  readonly fn: Uint32Array;
  readonly label: Uint32Array;
}

/** Function `fn[i]` stands in a `struct file_system_type`, to which `edge[i]` leads. */
interface TypeFunctions {
  readonly fn: Uint32Array;
  readonly edge: Uint32Array;
}

/** Through which a type is mounted: `struct file_system_type`, and since 5.1 `struct fs_context_operations` (include/linux/fs_context.h). */
const MOUNTING = /^(?:file_system_type|fs_context_operations)\./;

const KIND_OPS = NODE_KINDS.indexOf('ops');
/** What is handed to a parameter stands in no table. */
const VIA_CALLBACK = VIAS.indexOf('callback');

/** Reads it once of a pack. */
export function namedGround({ graph, memory, store }: Pack): Promise<NamedGround> {
  return memory.recall('named ground', '', 1, async () => {
    const { paths, ...ground } = await kept(store, 'names', async () => {
      const rows = await store.all('SELECT path FROM file ORDER BY id');
      const paths: Texts = textsOf(rows.map(({ path }) => String(path)));
      return { paths, ...tablesOf(graph) };
    });
    return { files: allTexts(paths).map((path, id) => ({ id, path })), ...ground };
  });
}

function tablesOf(graph: Graph): Omit<NamedGround, 'files'> {
  const labels = allTexts(graph.labels);
  const ofTypes = labels.map((label) => label.startsWith('file_system_type.'));
  const mounts = labels.map((label) => MOUNTING.test(label));
  const inTables: { readonly fn: number; readonly label: number }[] = [];
  const types: { readonly fn: number; readonly edge: number }[] = [];
  const mounting: number[] = [];
  for (let slot = graph.functions; slot < graph.nodes; slot++) {
    if (kindOf(graph, slot) !== KIND_OPS) continue;
    const field = slotLabelOf(graph, slot);
    for (let edge = graph.edgeStart[slot] as number; edge < (graph.edgeStart[slot + 1] as number); edge++) {
      const fn = graph.edgeTarget[edge] as number;
      if (mounts[field]) mounting.push(edge);
      if (fn >= graph.functions || graph.edgeVia[edge] === VIA_CALLBACK) continue;
      inTables.push({ fn, label: labelOf(graph, edge) });
      if (ofTypes[field]) types.push({ fn, edge });
    }
  }
  inTables.sort((a, b) => a.fn - b.fn);
  return {
    tables: { fn: Uint32Array.from(inTables, ({ fn }) => fn), label: Uint32Array.from(inTables, ({ label }) => label) },
    types: { fn: Uint32Array.from(types, ({ fn }) => fn), edge: Uint32Array.from(types, ({ edge }) => edge) },
    mounting: Uint32Array.from(mounting),
  };
}
