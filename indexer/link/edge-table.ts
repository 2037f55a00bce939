/** The edges of a graph that is being built, in flat columns: as objects, a million of them are looked at by each collection of garbage. */

import { withRoom } from './number-column.js';

export interface EdgeTable {
  count: number;
  /** The columns of `EDGE`, edge by edge. */
  rows: Int32Array;
  /** By node, each plus one, 0 for none. */
  first: Int32Array;
  last: Int32Array;
  /** By hash of nodes and turn, each plus one: a power of two, at most half full. */
  places: Int32Array;
  /** The files of other ops tables that hold the target of an edge, too. */
  readonly otherTables: Map<number, number[]>;
}

/** Columns of an edge: `turn` is the filter of a rewrite, 0 for none; `next` the following edge of its node plus one. */
const EDGE = {
  from: 0,
  target: 1,
  turn: 2,
  via: 3,
  line: 4,
  label: 5,
  filter: 6,
  commands: 7,
  table: 8,
  next: 9,
} as const;
const COLUMNS = Object.keys(EDGE).length;

export type EdgeColumn = keyof typeof EDGE;
export type Edge = Readonly<Record<Exclude<EdgeColumn, 'next'>, number>>;

export function edgeTable(): EdgeTable {
  return {
    count: 0,
    rows: new Int32Array(COLUMNS << 10),
    first: new Int32Array(1024),
    last: new Int32Array(1024),
    places: new Int32Array(2048),
    otherTables: new Map(),
  };
}

export function edgeGet({ rows }: EdgeTable, edge: number, column: EdgeColumn): number {
  return rows[edge * COLUMNS + EDGE[column]] as number;
}

export function edgeSet({ rows }: EdgeTable, edge: number, column: EdgeColumn, value: number): void {
  rows[edge * COLUMNS + EDGE[column]] = value;
}

/** The edge between two nodes that rewrites as `turn` says, or -1. */
export function findEdge(table: EdgeTable, from: number, target: number, turn: number): number {
  return (table.places[placeOf(table, from, target, turn)] as number) - 1;
}

/** The first edge of a node in the order in which they were added, or -1. */
export function firstEdge(table: EdgeTable, node: number): number {
  return (table.first[node] ?? 0) - 1;
}

/** The one after it, or -1. */
export function nextEdge(table: EdgeTable, edge: number): number {
  return edgeGet(table, edge, 'next') - 1;
}

/** The targets of a node's edges. */
export function targetsOf(edges: EdgeTable, node: number): number[] {
  const targets: number[] = [];
  for (let edge = firstEdge(edges, node); edge >= 0; edge = nextEdge(edges, edge))
    targets.push(edgeGet(edges, edge, 'target'));
  return targets;
}

/** Adds an edge that `findEdge` does not find. */
export function appendEdge(table: EdgeTable, edge: Edge): void {
  const id = table.count++;
  table.rows = withRoom(table.rows, table.count * COLUMNS);
  writeEdge(table, id, edge);
  table.first = withRoom(table.first, edge.from);
  table.last = withRoom(table.last, edge.from);
  const before = table.last[edge.from] as number;
  if (before === 0) table.first[edge.from] = id + 1;
  else edgeSet(table, before - 1, 'next', id + 1);
  table.last[edge.from] = id + 1;
  if (2 * table.count > table.places.length) rehash(table);
  else table.places[placeOf(table, edge.from, edge.target, edge.turn)] = id + 1;
}

/** Puts an edge in the place of another one between the same nodes. */
export function replaceEdge(table: EdgeTable, id: number, edge: Edge): void {
  writeEdge(table, id, edge);
  table.otherTables.delete(id);
}

function writeEdge({ rows }: EdgeTable, id: number, edge: Edge): void {
  const at = id * COLUMNS;
  rows[at + EDGE.from] = edge.from;
  rows[at + EDGE.target] = edge.target;
  rows[at + EDGE.turn] = edge.turn;
  rows[at + EDGE.via] = edge.via;
  rows[at + EDGE.line] = edge.line;
  rows[at + EDGE.label] = edge.label;
  rows[at + EDGE.filter] = edge.filter;
  rows[at + EDGE.commands] = edge.commands;
  rows[at + EDGE.table] = edge.table;
}

/** Where the edge stands in `places`, or would stand. */
function placeOf({ rows, places }: EdgeTable, from: number, target: number, turn: number): number {
  const mask = places.length - 1;
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(target, 0x85ebca6b) ^ Math.imul(turn, 0xc2b2ae35);
  hash ^= hash >>> 15;
  for (let place = hash & mask; ; place = (place + 1) & mask) {
    const id = places[place] as number;
    if (id === 0) return place;
    const at = (id - 1) * COLUMNS;
    if (rows[at + EDGE.from] === from && rows[at + EDGE.target] === target && rows[at + EDGE.turn] === turn)
      return place;
  }
}

function rehash(table: EdgeTable): void {
  table.places = new Int32Array(2 * table.places.length);
  for (let id = 0; id < table.count; id++) {
    const place = placeOf(table, edgeGet(table, id, 'from'), edgeGet(table, id, 'target'), edgeGet(table, id, 'turn'));
    table.places[place] = id + 1;
  }
}
