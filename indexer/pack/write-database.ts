/** Writes what was linked into the tables of a pack (`src/store/schema.ts`). */

import Database from 'better-sqlite3';
import { commonness, storedWeight } from '../../src/domain/commonness.js';
import type { CallGraph } from '../../src/domain/export/call-ground.js';
import { GRAPH_COLUMNS, type GraphColumn, type GraphHead } from '../../src/domain/graph.js';
import { encodeColumn } from '../../src/store/columns.js';
import { encodeNumbers, isCoded } from '../../src/store/number-coder.js';
import type { CodedNumber } from '../../src/store/number-columns.js';
import {
  BLOB_CHUNK_BYTES,
  GUARD_LINE_OFFSET,
  isLeftToCompiler,
  NUMBERS_BLOB,
  STORED_TABLES,
  type TEXT_TABLES,
} from '../../src/store/schema.js';
import { NO_GUARDS, siteGuardCoder } from '../../src/store/site-guards.js';
import { encodeTexts, groupsOf } from '../../src/store/text-columns.js';
import type { CallCounts } from '../link/count-calls.js';
import type { LinkedKernel } from '../link/link.js';
import { archesOf } from '../tables/arch-masks.js';
import type { ErrnoTableRow } from '../tables/errnos.js';
import type { FileBuild } from '../tables/tree-build.js';
import type { NamedBlob } from './named-blob.js';
import { reasonBlobs } from './reason-blobs.js';
import { storedLines } from './stored-lines.js';
import { tunableBlobs } from './tunable-blobs.js';

export interface SyscallTableRow {
  readonly arch: string;
  readonly abi: string;
  readonly name: string;
  readonly number: number;
  readonly entry: string;
  readonly function: number | null;
}

export interface DatabaseInput {
  readonly kernel: LinkedKernel;
  readonly paths: readonly string[];
  readonly build: readonly FileBuild[];
  /** For each function the arches whose kernels can have it, as in `maskOf`. */
  readonly functionArches: Uint16Array;
  /** For each function how commonly it is built, of 255. */
  readonly functionPriors: Uint8Array;
  readonly errnos: readonly ErrnoTableRow[];
  readonly syscalls: readonly SyscallTableRow[];
  /** The manifest, as JSON text. */
  readonly manifest: string;
  /** How functions are called, which a thread beside may count. */
  readonly callCounts: () => Promise<CallCounts>;
  /** Texts of files and functions, and calls, which a thread beside may make (`name-blobs.ts`). */
  readonly nameBlobs: (graph: CallGraph) => Promise<readonly NamedBlob[]>;
}

/** Writes a new database at `path`; the bytes depend on the input alone. */
export async function writeDatabase(path: string, input: DatabaseInput): Promise<void> {
  // The longest part, beside all else.
  const named = input.nameBlobs(callGraph(input.kernel.graph));
  const { kernel } = input;
  const others = [siteTexts(input), ...reasonBlobs(kernel), ...tunableBlobs(kernel)];
  const numbers = numberBlobs(input, await input.callCounts());
  const blobs = [...others, ...numbers, ...(await named)].sort(([a], [b]) => (a < b ? -1 : 1));
  const db = new Database(path);
  try {
    db.pragma('page_size = 4096');
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(STORED_TABLES);
    db.transaction(() => {
      fill(db, input, blobs);
    })();
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

function fill(db: Database.Database, input: DatabaseInput, blobs: readonly NamedBlob[]): void {
  db.prepare('INSERT INTO meta VALUES (?, ?)').run('manifest', input.manifest);
  const errno = db.prepare('INSERT INTO errno VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const row of input.errnos) {
    const numbers = Object.keys(row.numbers).length ? JSON.stringify(row.numbers) : null;
    errno.run(row.id, row.name, row.number, numbers, row.message, row.file, row.line, row.aliasOf);
  }
  const syscall = db.prepare('INSERT INTO syscall VALUES (?, ?, ?, ?, ?, ?)');
  for (const row of input.syscalls) syscall.run(row.arch, row.abi, row.name, row.number, row.entry, row.function);
  for (const [name, data] of blobs) writeBlob(db, name, data);
}

/** The graph, and the number columns of the `function` and `site` tables. */
function numberBlobs(input: DatabaseInput, counts: CallCounts): NamedBlob[] {
  const { functions, graph } = input.kernel;
  // Most functions are of all arches: theirs is the greatest mask.
  const masks = [...new Set(input.functionArches)].sort((a, b) => b - a);
  const setOfMask = new Map(masks.map((mask, index) => [mask, index]));
  const head: GraphHead = {
    functions: graph.functions,
    nodes: graph.nodeKind.length,
    edges: graph.edgeTarget.length,
    node_sites: graph.nodeSite.length,
    sites: graph.sites.length,
    files: input.paths.length,
    arch_sets: masks.map(archesOf),
    labels: [...graph.labels],
    filters: graph.filters.map((filter) => ({ ...filter, errnos: [...filter.errnos] })),
    commands: [...graph.commands.names],
    command_sets: graph.commands.sets.map((set) => [...set]),
    command_choices: graph.commands.choices.map((choice) => [...choice]),
  };
  const { sites } = graph;
  const columns: Readonly<Record<GraphColumn | CodedNumber, ArrayLike<number>>> = {
    node_kind: graph.nodeKind,
    node_function: graph.nodeFunction,
    node_label: graph.nodeLabel,
    edge_count: graph.edgeCount,
    edge_target: graph.edgeTarget,
    edge_via: graph.edgeVia,
    edge_line: graph.edgeLine,
    edge_label: graph.edgeLabel,
    edge_filter: graph.edgeFilter,
    edge_tables: otherTables(input),
    edge_commands: graph.commands.edges,
    site_count: graph.siteCount,
    node_site: graph.nodeSite,
    site_errno: sites.map((site) => site.errno),
    site_traits: sites.map((site) => site.traits),
    site_function: sites.map((site) => site.function),
    site_commands: graph.commands.sites,
    function_arch: [...input.functionArches].map((mask) => setOfMask.get(mask) ?? 0),
    function_prior: input.functionPriors,
    function_flags: functions.map((row) => row.flags),
    function_callers: counts.callers,
    function_called: ofThoseLeft(input, counts.called),
    function_size: ofThoseLeft(input, counts.size),
    function_lines: functions.map(storedLines),
    file_functions: functionsOfFiles(input),
    function_line: functions.map((row) => row.line),
    site_line: sites.map((site) => site.line),
    site_kind: sites.map((site) => site.kind),
    // Mostly the line before: the difference is what is small.
    site_guard_line: sites.map((site) => (site.guardLine === 0 ? 0 : site.line - site.guardLine + GUARD_LINE_OFFSET)),
  };
  const blobs: NamedBlob[] = [['graph', Buffer.from(JSON.stringify(head))]];
  for (const [name, encoding] of Object.entries(GRAPH_COLUMNS)) {
    if (!isCoded(name)) blobs.push([name, encodeColumn(columns[name as GraphColumn], encoding)]);
  }
  blobs.push([NUMBERS_BLOB, encodeNumbers(columns, columns)]);
  return blobs;
}

/** For each edge how commonly tables hold its target beside the first one. */
function otherTables({ kernel: { graph }, build }: DatabaseInput): Uint8Array {
  const column = new Uint8Array(graph.edgeTarget.length);
  for (const [edge, files] of graph.otherTables)
    column[edge] = storedWeight(files.reduce((sum, file) => sum + commonness(build[file]?.prior ?? 1), 0));
  return column;
}

/** The text columns of sites, and their guards. */
function siteTexts({ kernel, paths }: DatabaseInput): NamedBlob {
  const { functions, graph } = kernel;
  const { sites } = graph;
  const { site_texts: startsGroup } = groupsOf(
    paths,
    (fn) => functions[fn]?.file,
    (site) => sites[site]?.function,
  );
  const guards = siteGuardCoder(
    {
      functionOf: (site) => sites[site]?.function ?? -1,
      lineOf: (site) => sites[site]?.line ?? 0,
      guardLineOf: (site) => sites[site]?.guardLine ?? 0,
      guardOf: (site) => oneLine(sites[site]?.guard ?? ''),
    },
    sites.map((site) => site.guards ?? NO_GUARDS),
  );
  const texts: Readonly<Record<(typeof TEXT_TABLES)['site_texts'][number], string[]>> = {
    site_guard: sites.map((site) => oneLine(site.guard)),
    site_config: sites.map((site) => oneLine(site.config)),
    site_reason: sites.map((site) => site.reason),
    site_macro: sites.map((site) => site.macro),
  };
  return ['site_texts', encodeTexts(texts, sites.length, startsGroup, guards)];
}

/** What the calls need of the graph, as arrays that threads hand over cheaply. */
function callGraph(graph: LinkedKernel['graph']): CallGraph {
  const edgeStart = new Uint32Array(graph.edgeCount.length + 1);
  graph.edgeCount.forEach((count, node) => {
    edgeStart[node + 1] = (edgeStart[node] as number) + count;
  });
  return {
    functions: graph.functions,
    nodeFunction: Int32Array.from(graph.nodeFunction),
    edgeStart,
    edgeTarget: Uint32Array.from(graph.edgeTarget),
    edgeVia: Uint8Array.from(graph.edgeVia),
    edgeLine: Uint32Array.from(graph.edgeLine),
  };
}

function oneLine(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

/** For each function what decides over inlining, where anything does. */
function ofThoseLeft({ kernel }: DatabaseInput, values: ArrayLike<number>): number[] {
  return kernel.functions.map(({ flags }, id) => (isLeftToCompiler(flags) ? (values[id] as number) : 0));
}

function functionsOfFiles({ kernel, paths }: DatabaseInput): Uint32Array {
  const counts = new Uint32Array(paths.length);
  for (const row of kernel.functions) counts[row.file] = (counts[row.file] as number) + 1;
  return counts;
}

function writeBlob(db: Database.Database, name: string, data: Uint8Array): void {
  const insert = db.prepare('INSERT INTO blob VALUES (?, ?, ?)');
  for (let seq = 0; seq === 0 || seq * BLOB_CHUNK_BYTES < data.length; seq++) {
    insert.run(name, seq, data.subarray(seq * BLOB_CHUNK_BYTES, (seq + 1) * BLOB_CHUNK_BYTES));
  }
}
