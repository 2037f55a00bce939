/** The finished graph in columns: what leads to no site is dropped. */

import type { Filter } from '../../src/domain/graph.js';
import { type CommandColumns, commandColumns } from './command-columns.js';
import { type EdgeTable, edgeGet, firstEdge, nextEdge, targetsOf } from './edge-table.js';
import type { GraphBuilder, SiteRow } from './graph-builder.js';
import { valuesOf } from './number-lists.js';

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
  const { edges } = graph;
  const newTarget = (edge: number): number => renumbered[edgeGet(edges, edge, 'target')] as number;
  const edgeSets: number[] = [];
  const otherTables = new Map<number, readonly number[]>();
  for (const node of order) {
    const ids = liveEdges(graph.edges, node, live);
    ids.sort((a, b) => newTarget(a) - newTarget(b));
    columns.edgeCount.push(ids.length);
    for (const edge of ids) {
      const others = edges.otherTables.get(edge);
      if (others) otherTables.set(columns.edgeTarget.length, others);
      columns.edgeTarget.push(newTarget(edge));
      columns.edgeVia.push(edgeGet(edges, edge, 'via'));
      columns.edgeLine.push(edgeGet(edges, edge, 'line'));
      columns.edgeLabel.push(labels.ids.get(edgeGet(edges, edge, 'label')) ?? 0);
      columns.edgeFilter.push(edgeGet(edges, edge, 'filter'));
      edgeSets.push(edgeGet(edges, edge, 'commands'));
    }
    const ofNode = valuesOf(graph.sitesOf, node).map((id) => siteIds[id] as number);
    columns.siteCount.push(ofNode.length);
    for (const site of ofNode.sort((a, b) => a - b)) columns.nodeSite.push(site);
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
    for (const target of targetsOf(graph.edges, at)) if (!live[target]) waiting.push(target);
  }
}

/** The edges of a node to what is kept, in the order in which they were added. */
function liveEdges(edges: EdgeTable, node: number, live: Uint8Array): number[] {
  const found: number[] = [];
  for (let edge = firstEdge(edges, node); edge >= 0; edge = nextEdge(edges, edge))
    if (live[edgeGet(edges, edge, 'target')]) found.push(edge);
  return found;
}

/** Nodes from which a site can be reached: only they can matter to an answer. */
function reachesSite({ kinds, edges, sitesOf }: GraphBuilder): Uint8Array {
  const count = kinds.length;
  // Edges by target, one behind the other: where those of the node after it begin, then where its own do.
  const start = new Int32Array(count + 1);
  for (let edge = 0; edge < edges.count; edge++) {
    const target = edgeGet(edges, edge, 'target');
    start[target] = (start[target] as number) + 1;
  }
  for (let node = 1; node <= count; node++) start[node] = (start[node] as number) + (start[node - 1] as number);
  const callers = new Int32Array(edges.count);
  for (let edge = 0; edge < edges.count; edge++) {
    const target = edgeGet(edges, edge, 'target');
    const place = (start[target] as number) - 1;
    start[target] = place;
    callers[place] = edgeGet(edges, edge, 'from');
  }
  const live = new Uint8Array(count);
  const waiting: number[] = [];
  for (let node = 0; node < count; node++) {
    if (sitesOf.last[node]) {
      live[node] = 1;
      waiting.push(node);
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let at = start[node] as number; at < (start[node + 1] as number); at++) {
      const caller = callers[at] as number;
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
    for (const edge of liveEdges(graph.edges, node, live)) use(edgeGet(graph.edges, edge, 'label'));
  }
  return { ids, texts };
}
