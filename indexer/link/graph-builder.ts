/** Collects nodes, edges and sites of the return-flow graph, then drops what leads to no site. */

import { type Filter, NODE_KINDS, type NodeKind, VIAS, type Via } from '../../src/domain/graph.js';
import type { SiteGuards } from '../../src/store/site-guards.js';
import { type CommandColumns, commandColumns } from './command-columns.js';
import { type CommandSets, commandSets, joinSets } from './command-sets.js';

export interface SiteRow {
  readonly function: number;
  readonly errno: number;
  readonly line: number;
  readonly kind: number;
  readonly guard: string;
  readonly guardLine: number;
  readonly guards?: SiteGuards;
  readonly config: string;
  readonly reason: string;
  /** Nodes that the guard tests; see `reasons.ts`. */
  readonly reasons: readonly (readonly [target: number, sense: number])[];
  readonly macro: string;
  readonly traits: number;
  /** The set of commands that it stands under. */
  commands: number;
}

interface Edge {
  readonly target: number;
  readonly via: number;
  readonly line: number;
  readonly label: number;
  filter: number;
  /** The set of commands that it stands under. */
  commands: number;
  /** Of a function in an ops table's slot: the file of the first table that holds it there, -1 for any other edge. */
  readonly table: number;
  /** The files of the other tables that hold it there. */
  otherTables?: number[];
}

export interface GraphBuilder {
  readonly functions: number;
  readonly kinds: number[];
  readonly owners: number[];
  readonly nodeLabels: number[];
  readonly slots: Map<string, number>;
  /** By target; a rewrite on the way to it is an edge of its own. */
  readonly edges: Map<number | string, Edge>[];
  readonly sitesOf: Set<number>[];
  readonly sites: SiteRow[];
  readonly siteIds: Map<string, number>;
  readonly labels: string[];
  readonly labelIds: Map<string, number>;
  readonly filters: Filter[];
  readonly filterIds: Map<string, number>;
  readonly commands: CommandSets;
}

export function graphBuilder(functions: number): GraphBuilder {
  return {
    functions,
    kinds: new Array<number>(functions).fill(0),
    owners: Array.from({ length: functions }, (_, i) => i),
    nodeLabels: new Array<number>(functions).fill(0),
    slots: new Map(),
    edges: [],
    sitesOf: [],
    sites: [],
    siteIds: new Map(),
    labels: [''],
    labelIds: new Map([['', 0]]),
    filters: [{ mode: 'except', errnos: [] }],
    filterIds: new Map([['', 0]]),
    commands: commandSets(),
  };
}

/** The node of a slot, made on first use; `key` tells slots of one kind apart. */
export function slotNode(graph: GraphBuilder, kind: NodeKind, key: string, owner: number, label: string): number {
  const full = `${kind} ${key}`;
  const known = graph.slots.get(full);
  if (known !== undefined) return known;
  const node = graph.kinds.length;
  graph.kinds.push(NODE_KINDS.indexOf(kind));
  graph.owners.push(owner);
  graph.nodeLabels.push(labelId(graph, label));
  graph.slots.set(full, node);
  return node;
}

function labelId(graph: GraphBuilder, label: string): number {
  const known = graph.labelIds.get(label);
  if (known !== undefined) return known;
  const id = graph.labels.length;
  graph.labels.push(label);
  graph.labelIds.set(label, id);
  return id;
}

/**
 * Adds an edge; of several between two nodes the first in the text stays, open to what any of them lets pass, and under
 * the commands of all (`commands`: a set of `graph.commands`).
 * @param table - of a function in an ops table's slot: the file of the table
 */
export function addEdge(
  graph: GraphBuilder,
  from: number,
  target: number,
  via: Via,
  line: number,
  label: string,
  filter: number,
  commands = 0,
  table = -1,
): void {
  if (from === target) return;
  let list = graph.edges[from];
  if (!list) {
    list = new Map();
    graph.edges[from] = list;
  }
  if (graph.filters[filter]?.mode === 'turn') {
    const key = `${target} ${filter}`;
    const turn = list.get(key);
    if (turn) turn.commands = joinSets(graph.commands, turn.commands, commands);
    else list.set(key, { target, via: VIAS.indexOf(via), line, label: labelId(graph, label), filter, commands, table });
    return;
  }
  const known = list.get(target);
  const test = VIAS.indexOf('test');
  if (known && (known.via === test) === (via === 'test')) {
    if (known.filter !== filter) known.filter = 0;
    known.commands = joinSets(graph.commands, known.commands, commands);
    noteTable(known, table);
    return;
  }
  // A result that is passed on says more than one that is only tested.
  if (known && via === 'test') return;
  list.set(target, { target, via: VIAS.indexOf(via), line, label: labelId(graph, label), filter, commands, table });
}

/** Tables of one file are mostly of one thing, and come one after another. */
function noteTable(edge: Edge, table: number): void {
  if (table < 0 || table === edge.table || edge.otherTables?.at(-1) === table) return;
  edge.otherTables ??= [];
  edge.otherTables.push(table);
}

export function addSite(graph: GraphBuilder, node: number, site: SiteRow): void {
  const key = `${site.function} ${site.errno} ${site.line} ${site.macro}`;
  let id = graph.siteIds.get(key);
  if (id === undefined) {
    id = graph.sites.length;
    graph.sites.push(site);
    graph.siteIds.set(key, id);
  } else {
    const known = graph.sites[id] as SiteRow;
    known.commands = joinSets(graph.commands, known.commands, site.commands);
  }
  let list = graph.sitesOf[node];
  if (!list) {
    list = new Set();
    graph.sitesOf[node] = list;
  }
  list.add(id);
}

/** The graph in columns, ready to be stored; functions keep their ids, sites are in (function, line) order. */
export interface LinkedGraph {
  readonly functions: number;
  readonly nodeKind: readonly number[];
  readonly nodeFunction: readonly number[];
  readonly nodeLabel: readonly number[];
  readonly edgeCount: readonly number[];
  readonly edgeTarget: readonly number[];
  readonly edgeVia: readonly number[];
  readonly edgeLine: readonly number[];
  readonly edgeLabel: readonly number[];
  readonly edgeFilter: readonly number[];
  /** By edge, of functions that stand in a slot of ops tables of several files: the files but the first. */
  readonly otherTables: ReadonlyMap<number, readonly number[]>;
  readonly siteCount: readonly number[];
  readonly nodeSite: readonly number[];
  readonly sites: readonly SiteRow[];
  readonly labels: readonly string[];
  readonly filters: readonly Filter[];
  readonly commands: CommandColumns;
  /** The id of each node of the builder; -1 where it was dropped. */
  readonly nodeIds: Int32Array;
}

/** @param kept - nodes that are needed although they lead to no site */
export function finishGraph(graph: GraphBuilder, kept: Iterable<number> = []): LinkedGraph {
  const live = reachesSite(graph);
  for (const node of kept) keep(graph, live, node);
  const renumbered = new Int32Array(graph.kinds.length).fill(-1);
  const order: number[] = [];
  for (let node = 0; node < graph.kinds.length; node++) {
    if (node >= graph.functions && !live[node]) continue;
    renumbered[node] = order.length;
    order.push(node);
  }
  const siteOrder = graph.sites
    .map((_, id) => id)
    .sort((a, b) => {
      const left = graph.sites[a] as SiteRow;
      const right = graph.sites[b] as SiteRow;
      return (
        left.function - right.function ||
        left.line - right.line ||
        left.errno - right.errno ||
        (left.macro < right.macro ? -1 : 1)
      );
    });
  const siteIds = new Int32Array(graph.sites.length);
  siteOrder.forEach((old, id) => {
    siteIds[old] = id;
  });
  const labels = labelsInUse(graph, order, live);
  const columns = {
    edgeCount: [] as number[],
    edgeTarget: [] as number[],
    edgeVia: [] as number[],
    edgeLine: [] as number[],
    edgeLabel: [] as number[],
    edgeFilter: [] as number[],
    siteCount: [] as number[],
    nodeSite: [] as number[],
  };
  const edgeSets: number[] = [];
  const otherTables = new Map<number, readonly number[]>();
  for (const node of order) {
    const edges = [...(graph.edges[node]?.values() ?? [])].filter((edge) => live[edge.target]);
    edges.sort((a, b) => (renumbered[a.target] as number) - (renumbered[b.target] as number));
    columns.edgeCount.push(edges.length);
    for (const edge of edges) {
      if (edge.otherTables) otherTables.set(columns.edgeTarget.length, edge.otherTables);
      columns.edgeTarget.push(renumbered[edge.target] as number);
      columns.edgeVia.push(edge.via);
      columns.edgeLine.push(edge.line);
      columns.edgeLabel.push(labels.ids.get(edge.label) ?? 0);
      columns.edgeFilter.push(edge.filter);
      edgeSets.push(edge.commands);
    }
    const sites = [...(graph.sitesOf[node] ?? [])].map((id) => siteIds[id] as number).sort((a, b) => a - b);
    columns.siteCount.push(sites.length);
    columns.nodeSite.push(...sites);
  }
  const sites = siteOrder.map((id) => graph.sites[id] as SiteRow);
  return {
    functions: graph.functions,
    nodeKind: order.map((node) => graph.kinds[node] as number),
    nodeFunction: order.map((node) => graph.owners[node] as number),
    nodeLabel: order.map((node) =>
      node < graph.functions ? 0 : (labels.ids.get(graph.nodeLabels[node] as number) ?? 0),
    ),
    ...columns,
    otherTables,
    sites,
    labels: labels.texts,
    filters: graph.filters,
    commands: commandColumns(
      graph.commands,
      edgeSets,
      sites.map((site) => site.commands),
    ),
    nodeIds: renumbered,
  };
}

/** Keeps a slot and what stands in it. */
function keep(graph: GraphBuilder, live: Uint8Array, node: number): void {
  if (node < graph.functions) return;
  const waiting = [node];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    live[at] = 1;
    if (at < graph.functions) continue;
    for (const { target } of graph.edges[at]?.values() ?? []) if (!live[target]) waiting.push(target);
  }
}

/** Nodes from which a site can be reached: only they can matter to an answer. */
function reachesSite(graph: GraphBuilder): Uint8Array {
  const count = graph.kinds.length;
  const callers: number[][] = [];
  for (let node = 0; node < count; node++) {
    for (const { target } of graph.edges[node]?.values() ?? []) {
      const list = callers[target];
      if (list) list.push(node);
      else callers[target] = [node];
    }
  }
  const live = new Uint8Array(count);
  const waiting: number[] = [];
  for (let node = 0; node < count; node++) {
    if (graph.sitesOf[node]?.size) {
      live[node] = 1;
      waiting.push(node);
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const caller of callers[node] ?? []) {
      if (live[caller]) continue;
      live[caller] = 1;
      waiting.push(caller);
    }
  }
  return live;
}

function labelsInUse(
  graph: GraphBuilder,
  order: readonly number[],
  live: Uint8Array,
): { ids: Map<number, number>; texts: string[] } {
  const ids = new Map<number, number>([[0, 0]]);
  const texts = [''];
  const use = (label: number): void => {
    if (ids.has(label)) return;
    ids.set(label, texts.length);
    texts.push(graph.labels[label] ?? '');
  };
  for (const node of order) {
    if (node >= graph.functions) use(graph.nodeLabels[node] as number);
    for (const edge of graph.edges[node]?.values() ?? []) if (live[edge.target]) use(edge.label);
  }
  return { ids, texts };
}
