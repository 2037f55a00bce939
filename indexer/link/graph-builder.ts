/** Collects nodes, edges and sites of the return-flow graph. */

import { type Filter, NODE_KINDS, type NodeKind, VIAS, type Via } from '../../src/domain/graph.js';
import type { SiteGuards } from '../../src/store/site-guards.js';
import { type CommandSets, commandSets, joinSets } from './command-sets.js';
import { appendEdge, type EdgeTable, edgeGet, edgeSet, edgeTable, findEdge, replaceEdge } from './edge-table.js';
import { addTo, findIn, type NumberLists, numberLists } from './number-lists.js';

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

export interface GraphBuilder {
  readonly functions: number;
  readonly kinds: number[];
  readonly owners: number[];
  readonly nodeLabels: number[];
  /** By kind and key. */
  readonly slots: ReadonlyMap<NodeKind, Map<string, number>>;
  /** A rewrite on the way to a target is an edge of its own. */
  readonly edges: EdgeTable;
  readonly sites: SiteRow[];
  /** Sites by node, and by function. */
  readonly sitesOf: NumberLists;
  readonly sitesIn: NumberLists;
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
    slots: new Map(NODE_KINDS.map((kind) => [kind, new Map()])),
    edges: edgeTable(),
    sites: [],
    sitesOf: numberLists(),
    sitesIn: numberLists(),
    labels: [''],
    labelIds: new Map([['', 0]]),
    filters: [{ mode: 'except', errnos: [] }],
    filterIds: new Map([['', 0]]),
    commands: commandSets(),
  };
}

/** The node of a slot, made on first use; `key` tells slots of one kind apart. */
export function slotNode(graph: GraphBuilder, kind: NodeKind, key: string, owner: number, label: string): number {
  const slots = graph.slots.get(kind) as Map<string, number>;
  const known = slots.get(key);
  if (known !== undefined) return known;
  const node = graph.kinds.length;
  graph.kinds.push(NODE_KINDS.indexOf(kind));
  graph.owners.push(owner);
  graph.nodeLabels.push(labelId(graph, label));
  slots.set(key, node);
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
  const { edges } = graph;
  const turn = graph.filters[filter]?.mode === 'turn' ? filter : 0;
  const known = findEdge(edges, from, target, turn);
  const number = VIAS.indexOf(via);
  if (known >= 0) {
    const wasTest = edgeGet(edges, known, 'via') === TEST;
    if (turn !== 0 || wasTest === (number === TEST)) {
      if (turn === 0 && edgeGet(edges, known, 'filter') !== filter) edgeSet(edges, known, 'filter', 0);
      edgeSet(edges, known, 'commands', joinSets(graph.commands, edgeGet(edges, known, 'commands'), commands));
      if (turn === 0) noteTable(edges, known, table);
      return;
    }
    // A result that is passed on says more than one that is only tested.
    if (!wasTest) return;
  }
  const edge = { from, target, turn, via: number, line, label: labelId(graph, label), filter, commands, table };
  if (known >= 0) replaceEdge(edges, known, edge);
  else appendEdge(edges, edge);
}

const TEST = VIAS.indexOf('test');

/** Tables of one file are mostly of one thing, and come one after another. */
function noteTable(edges: EdgeTable, edge: number, table: number): void {
  if (table < 0 || table === edgeGet(edges, edge, 'table')) return;
  const others = edges.otherTables.get(edge);
  if (others === undefined) edges.otherTables.set(edge, [table]);
  else if (others.at(-1) !== table) others.push(table);
}

export function addSite(graph: GraphBuilder, node: number, site: SiteRow): void {
  let id = findIn(graph.sitesIn, site.function, (one) => isSame(graph.sites[one] as SiteRow, site));
  if (id < 0) {
    id = graph.sites.length;
    graph.sites.push(site);
    addTo(graph.sitesIn, site.function, id);
  } else {
    const known = graph.sites[id] as SiteRow;
    known.commands = joinSets(graph.commands, known.commands, site.commands);
  }
  if (findIn(graph.sitesOf, node, (one) => one === id) < 0) addTo(graph.sitesOf, node, id);
}

/** Of the sites of one function. */
function isSame(one: SiteRow, other: SiteRow): boolean {
  return one.line === other.line && one.errno === other.errno && one.macro === other.macro;
}
