/** The return-flow graph of one kernel in memory, as typed arrays, and how it is stored. */

import { z } from 'zod';
import type { Column } from '../store/column.js';
import { type ColumnEncoding, decodeColumn } from '../store/columns.js';
import type { BlobReader } from '../store/store.js';
import { type Texts, textsOf } from '../store/texts.js';
import { edgeShown, functionTraits } from './graph-lookup.js';
import { rangeOf } from './place-in.js';

/**
 * How a result travels along an edge, as stored; `test`: the caller only tests it and then returns the same errno of its
 * own; `before`: set as the syscall's result beside its body, mostly before that runs. The order is stored: append only.
 */
export const VIAS = ['call', 'macro', 'ops', 'callback', 'field', 'out', 'entry', 'test', 'before'] as const;
export type Via = (typeof VIAS)[number];

/** What a node stands for. The order is stored: append only. */
export const NODE_KINDS = ['function', 'ops', 'field', 'out', 'positive', 'before'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/**
 * Nodes `0 … functions-1` are the functions (same ids as the `function` table): "what this function returns".
 * Later nodes are slots: an ops-table field, a struct field that carries errnos, an out-parameter of a function.
 * Edges of node `n` are `edgeStart[n] … edgeStart[n+1]-1`, from a caller to where its result can come from.
 */
export interface Graph {
  readonly functions: number;
  readonly nodes: number;
  /** Of slots alone, the first at 0 (`graph-lookup.ts` tells of any node): what each is, */
  readonly slotKind: Uint8Array;
  /** the function that it belongs to, or -1, */
  readonly slotFunction: Int32Array;
  /** and its name, an index into `labels`; 0 is the empty label. */
  readonly slotLabel: Int32Array;
  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly edgeVia: Uint8Array;
  /** What is shown of edges: {@link lineOf}, {@link labelOf}. */
  readonly edgeShown: Column;
  /** Index into `filters`; 0 lets every errno pass. */
  readonly edgeFilter: Uint16Array;
  /** Of a function in a slot of ops tables: how commonly tables of other files hold it there, as `tablesWeight` reads it. */
  readonly edgeTables: Uint8Array;
  /** Index into `commandSets`: the commands that the edge stands under; 0 for none. */
  readonly edgeCommands: Uint16Array;
  /** Sites of node `n`: `nodeSite[nodeSiteStart[n] … nodeSiteStart[n+1]-1]` are ids of the `site` table. */
  readonly nodeSiteStart: Uint32Array;
  readonly nodeSite: Uint32Array;
  readonly siteErrno: Uint8Array;
  /** Bits of `SiteTrait`. */
  readonly siteTraits: Uint8Array;
  readonly siteFunction: Uint32Array;
  /** As `edgeCommands`, of each site. */
  readonly siteCommands: Uint16Array;
  /** For each function, index into `archSets`: the arches whose kernels can have it. */
  readonly functionArch: Uint16Array;
  /** For each function, how commonly kernels are built with its file: 0 (never) … 255 (always). */
  readonly functionPrior: Uint8Array;
  /** What functions are by themselves: {@link flagsOf}, {@link linesOf}, {@link callerCountOf}, {@link calledOf}, {@link sizeOf}. */
  readonly functionTraits: Column;
  /** Functions of file `n` are `fileStart[n] … fileStart[n+1]-1`. */
  readonly fileStart: Uint32Array;
  /** Sets of arch names (`arch.ts`). */
  readonly archSets: readonly (readonly string[])[];
  readonly labels: Texts;
  readonly filters: readonly Filter[];
  /** Names of commands: constants of the kernel's interface, names of files. */
  readonly commands: readonly string[];
  /** Indexes into `commands`; set 0 is empty. */
  readonly commandSets: readonly (readonly number[])[];
  /** Sets of commands (as indexes) of which one value can be only one. */
  readonly commandChoices: readonly (readonly number[])[];
}

/**
 * Which errnos (ids of the `errno` table) an edge lets pass: only these, or all except these. A `turn` lets pass only these,
 * and each leaves the caller as `to`.
 */
export type Filter =
  | { readonly mode: 'only' | 'except'; readonly errnos: readonly number[] }
  | { readonly mode: 'turn'; readonly errnos: readonly number[]; readonly to: number };

/** The graph's columns as they stand in `blob`, with their encoding. */
export const GRAPH_COLUMNS = {
  node_kind: 'plain',
  node_function: 'delta',
  node_label: 'delta',
  edge_count: 'plain',
  edge_target: 'delta',
  edge_via: 'plain',
  edge_line: 'delta',
  edge_label: 'plain',
  edge_filter: 'plain',
  edge_tables: 'plain',
  edge_commands: 'plain',
  site_count: 'plain',
  node_site: 'delta',
  site_errno: 'plain',
  site_traits: 'plain',
  site_function: 'delta',
  site_commands: 'plain',
  function_arch: 'delta',
  function_prior: 'delta',
  function_flags: 'plain',
  function_callers: 'plain',
  function_called: 'plain',
  function_size: 'plain',
  function_lines: 'plain',
  file_functions: 'plain',
} as const satisfies Readonly<Record<string, ColumnEncoding>>;
export type GraphColumn = keyof typeof GRAPH_COLUMNS;

/** The blob `graph`, as JSON. */
export const graphHeadSchema = z.object({
  functions: z.number().int().nonnegative(),
  nodes: z.number().int().nonnegative(),
  edges: z.number().int().nonnegative(),
  node_sites: z.number().int().nonnegative(),
  sites: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  arch_sets: z.array(z.array(z.string())),
  labels: z.array(z.string()),
  filters: z.array(
    z.union([
      z.object({ mode: z.enum(['only', 'except']), errnos: z.array(z.number().int()) }),
      z.object({ mode: z.literal('turn'), errnos: z.array(z.number().int()), to: z.number().int() }),
    ]),
  ),
  commands: z.array(z.string()),
  command_sets: z.array(z.array(z.number().int().nonnegative())),
  command_choices: z.array(z.array(z.number().int().nonnegative())),
});
export type GraphHead = z.infer<typeof graphHeadSchema>;

/** Reads the graph of a pack. Throws when a column is missing or too short. */
export async function loadGraph(blob: BlobReader): Promise<Graph> {
  const head = graphHeadSchema.parse(JSON.parse(new TextDecoder().decode(await readBlob(blob, 'graph'))));
  const { functions, nodes, edges, sites } = head;
  const column = async <T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(
    name: GraphColumn,
    into: T,
  ): Promise<T> => decodeColumn(await readBlob(blob, name), GRAPH_COLUMNS[name], into);
  return {
    functions,
    nodes,
    slotKind: (await column('node_kind', new Uint8Array(nodes))).slice(functions),
    slotFunction: (await column('node_function', new Int32Array(nodes))).slice(functions),
    slotLabel: (await column('node_label', new Int32Array(nodes))).slice(functions),
    edgeStart: starts(await column('edge_count', new Uint32Array(nodes))),
    edgeTarget: await column('edge_target', new Uint32Array(edges)),
    edgeVia: await column('edge_via', new Uint8Array(edges)),
    edgeShown: edgeShown(
      await column('edge_line', new Int32Array(edges)),
      await column('edge_label', new Int32Array(edges)),
    ),
    edgeFilter: await column('edge_filter', new Uint16Array(edges)),
    edgeTables: await column('edge_tables', new Uint8Array(edges)),
    edgeCommands: await column('edge_commands', new Uint16Array(edges)),
    nodeSiteStart: starts(await column('site_count', new Uint32Array(nodes))),
    nodeSite: await column('node_site', new Uint32Array(head.node_sites)),
    siteErrno: await column('site_errno', new Uint8Array(sites)),
    siteTraits: await column('site_traits', new Uint8Array(sites)),
    siteFunction: await column('site_function', new Uint32Array(sites)),
    siteCommands: await column('site_commands', new Uint16Array(sites)),
    functionArch: await column('function_arch', new Uint16Array(functions)),
    functionPrior: await column('function_prior', new Uint8Array(functions)),
    functionTraits: functionTraits({
      flags: await column('function_flags', new Uint32Array(functions)),
      lines: await column('function_lines', new Uint16Array(functions)),
      callers: await column('function_callers', new Uint16Array(functions)),
      called: await column('function_called', new Uint8Array(functions)),
      size: await column('function_size', new Uint8Array(functions)),
    }),
    fileStart: starts(await column('file_functions', new Uint32Array(head.files))),
    archSets: head.arch_sets,
    labels: textsOf(head.labels),
    filters: head.filters,
    commands: head.commands,
    commandSets: head.command_sets,
    commandChoices: head.command_choices,
  };
}

/** The file that a function stands in, by binary search; of a slot the last. */
export function fileOf(graph: Graph, id: number): number {
  return rangeOf(graph.fileStart, id);
}

/** Offsets from counts: one more than there are counts. */
export function starts(counts: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) offsets[i + 1] = (offsets[i] as number) + (counts[i] as number);
  return offsets;
}

/** The bytes of a blob that every pack holds. */
export async function readBlob(blob: BlobReader, name: string): Promise<Uint8Array> {
  const bytes = await blob(name);
  if (bytes === undefined) throw new Error(`the pack holds no ${name}`);
  return bytes;
}
