/** Makes the tables of an unpacked pack from its columns. */

import Database from 'better-sqlite3';
import { GRAPH_COLUMNS, type GraphColumn, graphHeadSchema } from '../domain/graph.js';
import { decodeColumn } from '../store/columns.js';
import { EXPANDED_INDEXES, EXPANDED_TABLES, GUARD_LINE_OFFSET, TABLE_COLUMNS, TEXT_COLUMNS } from '../store/schema.js';

type TextColumn = (typeof TEXT_COLUMNS)[number];

/**
 * Fills `function` and `site` of the database at `path` and drops the columns that nothing else needs. About 2 s for a
 * whole kernel. Throws when a column is missing or too short; the file is then of no use.
 */
export function expandDatabase(path: string): void {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(EXPANDED_TABLES);
    db.transaction(() => {
      fill(db);
    })();
    db.exec(EXPANDED_INDEXES);
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

function fill(db: Database.Database): void {
  const read = db.prepare<[string], { data: Uint8Array }>('SELECT data FROM blob WHERE name = ? ORDER BY seq');
  const blob = (name: string): Buffer => {
    const chunks = read.all(name).map((row) => row.data);
    if (chunks.length === 0) throw new Error(`the pack holds no ${name}`);
    return Buffer.concat(chunks);
  };
  const head = graphHeadSchema.parse(JSON.parse(blob('graph').toString()));
  const numbers = (name: keyof typeof TABLE_COLUMNS, count: number): Int32Array =>
    decodeColumn(blob(name), TABLE_COLUMNS[name], new Int32Array(count));
  const ofGraph = (name: GraphColumn, count: number): Int32Array =>
    decodeColumn(blob(name), GRAPH_COLUMNS[name], new Int32Array(count));
  const texts = (name: TextColumn, count: number): readonly string[] => {
    const list = count === 0 ? [] : blob(name).toString().split('\n');
    if (list.length !== count) throw new Error(`${name} holds ${list.length} texts instead of ${count}`);
    return list;
  };

  const functions = head.functions;
  const perFile = ofGraph('file_functions', head.files);
  const columns = {
    name: texts('function_name', functions),
    config: texts('function_config', functions),
    line: numbers('function_line', functions),
    lines: ofGraph('function_lines', functions),
    flags: ofGraph('function_flags', functions),
    callers: ofGraph('function_callers', functions),
  };
  const insertFunction = db.prepare('INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  let id = 0;
  perFile.forEach((count, file) => {
    for (const end = id + count; id < end; id++) {
      const line = columns.line[id] as number;
      const endLine = line + (columns.lines[id] as number) - 1;
      const config = columns.config[id] || null;
      insertFunction.run(id, columns.name[id], file, line, endLine, columns.flags[id], columns.callers[id], config);
    }
  });

  const sites = head.sites;
  const site = {
    function: ofGraph('site_function', sites),
    errno: ofGraph('site_errno', sites),
    line: numbers('site_line', sites),
    kind: numbers('site_kind', sites),
    guardLine: numbers('site_guard_line', sites),
    guard: texts('site_guard', sites),
    config: texts('site_config', sites),
    reason: texts('site_reason', sites),
    macro: texts('site_macro', sites),
  };
  const insertSite = db.prepare('INSERT INTO site VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let i = 0; i < sites; i++) {
    const line = site.line[i] as number;
    const offset = site.guardLine[i] as number;
    insertSite.run(
      i,
      site.function[i],
      site.errno[i],
      line,
      site.kind[i],
      site.guard[i] || null,
      offset === 0 ? null : line + GUARD_LINE_OFFSET - offset,
      site.config[i] || null,
      site.reason[i] || null,
      site.macro[i] || null,
    );
  }
  const drop = db.prepare('DELETE FROM blob WHERE name = ?');
  for (const name of [...Object.keys(TABLE_COLUMNS), ...TEXT_COLUMNS]) drop.run(name);
}
