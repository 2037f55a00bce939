/** Functions of a pack by name, with their neighbours in the return-flow graph. */
import type { Neighbour } from '../schemas/functions.js';
import { FunctionFlag } from '../store/schema.js';
import type { Row } from '../store/store.js';
import { textAt } from '../store/texts.js';
import { ARCHES, type Arch } from './arch.js';
import { type Graph, VIAS, type Via } from './graph.js';
import { labelOf, lineOf } from './graph-lookup.js';
import { nearest } from './nearest.js';
import type { Pack } from './pack.js';
import { archMask, callersOf as turnedRound } from './reach.js';
import { bodiesOf } from './syscalls.js';

/** A row of the `function` table with the path of its file. */
export interface FunctionRow {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly end_line: number;
  /** Bits of {@link FunctionFlag}. */
  readonly flags: number;
  readonly config: string | null;
}

const COLUMNS = 'f.id, f.name, p.path AS file, f.line, f.end_line, f.flags, f.config';

/** Most neighbours listed on one side; the total is always told. */
const MAX_NEIGHBOURS = 500;

/** Slots passed between two functions at most: an ops field copied into another, and the like. */
const MAX_SLOT_DEPTH = 4;

/** D1 binds at most this many parameters to a statement. */
const MAX_PARAMETERS = 100;

/** The definitions of a name, ordered by file and line. */
async function functionsNamed(pack: Pack, name: string): Promise<readonly FunctionRow[]> {
  const sql = `SELECT ${COLUMNS} FROM function f JOIN file p ON p.id = f.file WHERE f.name = ? ORDER BY f.id`;
  return (await pack.store.all(sql, name)).map(functionRow);
}

/**
 * The definitions that a name stands for: a function's own name, else the body behind a spelling of a syscall's function
 * (`__x64_sys_mount`, `__se_sys_mount`).
 */
export async function findDefinitions(pack: Pack, name: string): Promise<readonly FunctionRow[]> {
  const named = await functionsNamed(pack, name);
  if (named.length > 0) return named;
  const bodies = await functionsById(pack, await bodiesOf(pack, name));
  return [...bodies.values()].sort((a, b) => a.id - b.id);
}

/** Functions by id; ids that the pack does not hold are absent from the map. */
export async function functionsById(pack: Pack, ids: Iterable<number>): Promise<ReadonlyMap<number, FunctionRow>> {
  const found = new Map<number, FunctionRow>();
  for (const part of chunks([...new Set(ids)], MAX_PARAMETERS)) {
    const marks = part.map(() => '?').join(', ');
    const sql = `SELECT ${COLUMNS} FROM function f JOIN file p ON p.id = f.file WHERE f.id IN (${marks})`;
    for (const row of (await pack.store.all(sql, ...part)).map(functionRow)) found.set(row.id, row);
  }
  return found;
}

/**
 * Of `names`, those that several files define for an arch, and how many do. Definitions in one file stand under different
 * options, and stand-ins are compiled into nothing, so neither makes a name ambiguous.
 */
export async function ambiguousNames(
  pack: Pack,
  names: readonly string[],
  arch: Arch,
): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, Set<string>>();
  for (const part of chunks(names, MAX_PARAMETERS - 1)) {
    const marks = part.map(() => '?').join(', ');
    const sql = `SELECT ${COLUMNS} FROM function f JOIN file p ON p.id = f.file WHERE f.name IN (${marks}) AND f.flags & ? = 0`;
    for (const { name, file } of (await pack.store.all(sql, ...part, FunctionFlag.stub)).map(functionRow)) {
      if (isOfArch(file, arch)) files.set(name, (files.get(name) ?? new Set()).add(file));
    }
  }
  return new Map([...files].filter(([, { size }]) => size > 1).map(([name, { size }]) => [name, size]));
}

/** Whether a file can be part of a kernel for an arch: not one of another arch's folder. */
export function isOfArch(file: string, arch: Arch): boolean {
  return !file.startsWith('arch/') || file.startsWith(`arch/${ARCHES[arch].directory}/`);
}

/**
 * Function names near a misspelt one. Only names that begin with its first two letters (in either order) and have
 * about its length are compared: an index range, so that the cost does not grow with the kernel.
 */
export async function nearestFunctions(pack: Pack, name: string): Promise<readonly string[]> {
  const [first = '', second = ''] = name;
  const sql = `SELECT DISTINCT name FROM function WHERE name >= ? AND name < ? AND length(name) BETWEEN ? AND ? LIMIT 5000`;
  const slack = Math.max(1, Math.floor(name.length / 3));
  const candidates: string[] = [];
  for (const prefix of new Set([first + second, second + first])) {
    if (prefix === '') continue;
    const rows = await pack.store.all(sql, prefix, `${prefix}\u{10ffff}`, name.length - slack, name.length + slack);
    candidates.push(...rows.map((row) => String(row.name)));
  }
  return nearest(name, candidates);
}

/** One side of a function's neighbours: at most {@link MAX_NEIGHBOURS} of `total`. */
export interface Neighbours {
  readonly total: number;
  readonly items: readonly Neighbour[];
}

/** What a function's result can come from, in the order of the calls: what runs on the arch before what does not. */
export async function calleesOf(pack: Pack, id: number, arch: Arch): Promise<Neighbours> {
  return describe(pack, ownFirst(pack, linksDown(pack, id), arch));
}

/** The functions whose result can come from this one, in the order of the tree: what runs on the arch before what does not. */
export async function callersOf(pack: Pack, id: number, arch: Arch): Promise<Neighbours> {
  return describe(pack, ownFirst(pack, linksUp(pack, id), arch));
}

/** A neighbour by its id. */
export interface NeighbourLink {
  readonly function: number;
  readonly line: number;
  readonly via: Via;
  readonly table: string;
}

/** Follows edges down; a slot is walked through, so that `a->ops->f()` leads to every function in the table. */
export function linksDown({ graph }: Pack, from: number): NeighbourLink[] {
  const links: NeighbourLink[] = [];
  const seen = new Set<number>();
  const visit = (node: number, hop: Omit<NeighbourLink, 'function'> | undefined, depth: number): void => {
    for (let edge = graph.edgeStart[node] ?? 0; edge < (graph.edgeStart[node + 1] ?? 0); edge++) {
      const target = graph.edgeTarget[edge] ?? 0;
      const here = edgeHop(graph, edge);
      const link =
        hop === undefined ? here : { ...hop, via: stronger(hop.via, here.via), table: here.table || hop.table };
      if (target < graph.functions) links.push({ function: target, ...link });
      else if (depth < MAX_SLOT_DEPTH && !seen.has(target)) {
        seen.add(target);
        visit(target, link, depth + 1);
      }
    }
  };
  visit(from, undefined, 0);
  return distinct(links);
}

/** Follows edges up; a slot is walked through, so that a function in an ops table leads to those that call the field. */
export function linksUp(pack: Pack, to: number): NeighbourLink[] {
  const { graph } = pack;
  const callers = turnedRound(pack);
  const links: NeighbourLink[] = [];
  const seen = new Set<number>();
  const visit = (node: number, below: Omit<NeighbourLink, 'function'> | undefined, depth: number): void => {
    for (let index = callers.start[node] ?? 0; index < (callers.start[node + 1] ?? 0); index++) {
      const from = callers.from[index] ?? 0;
      const here = edgeHop(graph, callers.edge[index] ?? 0);
      const link =
        below === undefined ? here : { ...here, via: stronger(here.via, below.via), table: below.table || here.table };
      if (from < graph.functions) links.push({ function: from, ...link });
      else if (depth < MAX_SLOT_DEPTH && !seen.has(from)) {
        seen.add(from);
        visit(from, link, depth + 1);
      }
    }
  };
  visit(to, undefined, 0);
  return distinct(links.sort((a, b) => a.function - b.function || a.line - b.line));
}

function edgeHop(graph: Graph, edge: number): Omit<NeighbourLink, 'function'> {
  return {
    line: lineOf(graph, edge),
    via: VIAS[graph.edgeVia[edge] ?? 0] ?? 'call',
    table: textAt(graph.labels, labelOf(graph, edge)),
  };
}

/** Of two hops in a row, what names the whole: a plain call says nothing about how the other end is reached. */
function stronger(first: Via, second: Via): Via {
  return first === 'call' ? second : first;
}

function ownFirst({ graph }: Pack, links: readonly NeighbourLink[], arch: Arch): readonly NeighbourLink[] {
  const mask = archMask(graph, arch);
  const runs = (link: NeighbourLink): boolean => mask[graph.functionArch[link.function] as number] === true;
  return [...links.filter(runs), ...links.filter((link) => !runs(link))];
}

function distinct(links: readonly NeighbourLink[]): NeighbourLink[] {
  const found = new Map<string, NeighbourLink>();
  for (const link of links) {
    const key = `${link.function} ${link.line} ${link.via}`;
    if (!found.has(key)) found.set(key, link);
  }
  return [...found.values()];
}

async function describe(pack: Pack, links: readonly NeighbourLink[]): Promise<Neighbours> {
  const shown = links.slice(0, MAX_NEIGHBOURS);
  const rows = await functionsById(
    pack,
    shown.map((link) => link.function),
  );
  const items = shown.flatMap((link): Neighbour[] => {
    const row = rows.get(link.function);
    if (row === undefined) return [];
    const line = link.line === 0 ? null : link.line;
    return [
      { function: row.name, file: row.file, line, via: link.via, ...(link.table !== '' && { table: link.table }) },
    ];
  });
  return { total: links.length, items };
}

function functionRow(row: Row): FunctionRow {
  return {
    id: Number(row.id),
    name: String(row.name),
    file: String(row.file),
    line: Number(row.line),
    end_line: Number(row.end_line),
    flags: Number(row.flags),
    config: row.config === null || row.config === undefined ? null : String(row.config),
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
