/** All rows of an unpacked pack in memory, for a pack that is coded by what it differs in. */

import type Database from 'better-sqlite3';
import { GRAPH_COLUMNS, type GraphColumn, type GraphHead, graphHeadSchema } from '../domain/graph.js';
import { decodeColumn } from '../store/columns.js';
import type { CodedNumber } from '../store/number-columns.js';
import { GUARD_LINE_OFFSET } from '../store/schema.js';

/** Columns by row; '' for NULL. */
export interface PackRows {
  readonly head: GraphHead;
  /** Names by id. */
  readonly errnos: readonly string[];
  readonly fileFunctions: Int32Array;
  readonly texts: Readonly<Record<'file_path' | 'file_config' | 'function_name' | 'function_config', string[]>>;
  readonly siteTexts: Readonly<Record<'site_guard' | 'site_config' | 'site_reason' | 'site_macro', string[]>>;
  /** `SiteGuards` as JSON. */
  readonly guards: readonly string[];
  readonly numbers: Readonly<Record<CodedNumber, Int32Array>>;
  readonly edgeLabel: Int32Array;
  readonly nodeKind: Int32Array;
  readonly nodeFunction: Int32Array;
  readonly nodeLabel: Int32Array;
}

/** What of a pack stands in its database as it is, also before it is expanded. */
export type OwnGround = Pick<
  PackRows,
  'head' | 'errnos' | 'fileFunctions' | 'edgeLabel' | 'nodeKind' | 'nodeFunction' | 'nodeLabel'
>;

/** Reads blobs by name; what is not there is empty. */
export function blobReader(db: Database.Database): (name: string) => Buffer {
  const read = db.prepare<[string], { data: Uint8Array }>('SELECT data FROM blob WHERE name = ? ORDER BY seq');
  return (name) => Buffer.concat(read.all(name).map((row) => row.data));
}

/** @throws when the database is not one of a pack */
export function readGround(db: Database.Database): OwnGround {
  const blob = blobReader(db);
  const head = graphHeadSchema.parse(JSON.parse(blob('graph').toString()));
  const column = (name: GraphColumn, count: number): Int32Array =>
    decodeColumn(blob(name), GRAPH_COLUMNS[name], new Int32Array(count));
  const errnos: string[] = [];
  for (const { id, name } of db.prepare<[], { id: number; name: string }>('SELECT id, name FROM errno').all())
    errnos[id] = name;
  return {
    head,
    errnos,
    fileFunctions: column('file_functions', head.files),
    edgeLabel: column('edge_label', head.edges),
    nodeKind: column('node_kind', head.nodes),
    nodeFunction: column('node_function', head.nodes),
    nodeLabel: column('node_label', head.nodes),
  };
}

/** @throws when the database is not an expanded one */
export function readPackRows(db: Database.Database): PackRows {
  const ground = readGround(db);
  const { functions, nodes, edges, sites } = ground.head;
  const blob = blobReader(db);
  const column = (name: GraphColumn, count: number): Int32Array =>
    decodeColumn(blob(name), GRAPH_COLUMNS[name], new Int32Array(count));
  const list = (sql: string): string[] => {
    const texts = db.prepare<[], string | null>(sql).pluck().all();
    return texts.map((text) => text ?? '');
  };
  const numbers = (sql: string): Int32Array =>
    Int32Array.from(db.prepare<[], number | null>(sql).pluck().all(), (n) => n ?? 0);
  const siteLine = numbers('SELECT line FROM site ORDER BY id');
  const guardLine = numbers('SELECT guard_line FROM site ORDER BY id');
  return {
    ...ground,
    texts: {
      file_path: list('SELECT path FROM file ORDER BY id'),
      file_config: list('SELECT config FROM file ORDER BY id'),
      function_name: list('SELECT name FROM function ORDER BY id'),
      function_config: list('SELECT config FROM function ORDER BY id'),
    },
    siteTexts: {
      site_guard: list('SELECT guard FROM site ORDER BY id'),
      site_config: list('SELECT config FROM site ORDER BY id'),
      site_reason: list('SELECT reason FROM site ORDER BY id'),
      site_macro: list('SELECT macro FROM site ORDER BY id'),
    },
    guards: list('SELECT guards FROM site ORDER BY id'),
    numbers: {
      function_flags: column('function_flags', functions),
      function_lines: column('function_lines', functions),
      function_line: numbers('SELECT line FROM function ORDER BY id'),
      function_callers: column('function_callers', functions),
      function_called: column('function_called', functions),
      function_size: column('function_size', functions),
      edge_count: column('edge_count', nodes),
      site_count: column('site_count', nodes),
      site_function: column('site_function', sites),
      site_line: siteLine,
      site_kind: numbers('SELECT kind FROM site ORDER BY id'),
      site_errno: column('site_errno', sites),
      site_guard_line: guardLine.map((line, i) =>
        line === 0 ? 0 : (siteLine[i] as number) - line + GUARD_LINE_OFFSET,
      ),
      site_traits: column('site_traits', sites),
      edge_target: column('edge_target', edges),
      edge_via: column('edge_via', edges),
      edge_line: column('edge_line', edges),
      edge_filter: column('edge_filter', edges),
    },
  };
}
