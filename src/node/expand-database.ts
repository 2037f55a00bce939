/** Makes the tables of an unpacked pack from its columns. */

import Database from 'better-sqlite3';
import { GRAPH_COLUMNS, type GraphColumn, graphHeadSchema } from '../domain/graph.js';
import { decodeColumn, encodeColumn } from '../store/columns.js';
import { decodeNumbers } from '../store/number-coder.js';
import {
  BLOB_CHUNK_BYTES,
  EXPANDED_INDEXES,
  EXPANDED_TABLES,
  GUARD_LINE_OFFSET,
  NUMBERS_BLOB,
  TEXT_TABLES,
  type TextColumn,
} from '../store/schema.js';
import { type SiteGuards, siteGuardCoder } from '../store/site-guards.js';
import { decodeTexts, groupsOf, type RowCoder } from '../store/text-columns.js';
import { decodeBeside } from './text-task.js';

/**
 * Fills `file`, `function` and `site` of the database at `path` and drops the columns that nothing else needs. About 2 s for a
 * whole kernel. Throws when a column is missing or too short; the file is then of no use.
 */
export async function expandDatabase(path: string): Promise<void> {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(EXPANDED_TABLES);
    db.exec('BEGIN');
    await fill(db);
    db.exec('COMMIT');
    db.exec(EXPANDED_INDEXES);
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

async function fill(db: Database.Database): Promise<void> {
  const read = db.prepare<[string], { data: Uint8Array }>('SELECT data FROM blob WHERE name = ? ORDER BY seq');
  const blob = (name: string): Buffer => {
    const chunks = read.all(name).map((row) => row.data);
    if (chunks.length === 0) throw new Error(`the pack holds no ${name}`);
    return Buffer.concat(chunks);
  };
  const head = graphHeadSchema.parse(JSON.parse(blob('graph').toString()));
  const ofGraph = (name: GraphColumn, count: number): Int32Array =>
    decodeColumn(blob(name), GRAPH_COLUMNS[name], new Int32Array(count));
  const perFile = ofGraph('file_functions', head.files);
  const fileOf = new Int32Array(head.functions);
  const startsFile = new Uint8Array(head.functions);
  perFile.reduce((first, count, file) => {
    fileOf.fill(file, first, first + count);
    startsFile.fill(1, first, first + Math.min(1, count));
    return first + count;
  }, 0);
  // Half of all work: it goes on while this thread does the rest.
  const names = decodeBeside({
    columns: TEXT_TABLES.function_texts,
    starts: startsFile,
    bytes: new Uint8Array(blob('function_texts')),
  });
  // It is awaited below; until then a failure is no unhandled one.
  names.catch(() => undefined);
  const numberGround = { file_functions: perFile, edge_label: ofGraph('edge_label', head.edges) };
  const numbers = decodeNumbers(blob(NUMBERS_BLOB), numberGround, head);
  for (const [name, column] of Object.entries(numbers)) {
    if (name in GRAPH_COLUMNS) writeBlob(db, name, encodeColumn(column, GRAPH_COLUMNS[name as GraphColumn]));
  }
  const paths: string[] = [];
  const startsGroup = groupsOf(
    paths,
    (fn) => fileOf[fn],
    (site) => numbers.site_function[site],
  );
  const guardTexts: string[] = [];
  const known: Readonly<Partial<Record<TextColumn, string[]>>> = { file_path: paths, site_guard: guardTexts };
  const texts = (
    name: keyof typeof TEXT_TABLES,
    rows: number,
    more?: RowCoder,
  ): Readonly<Record<TextColumn, readonly string[]>> => {
    const table = Object.fromEntries(TEXT_TABLES[name].map((column) => [column, known[column] ?? []]));
    decodeTexts(table, rows, startsGroup[name], blob(name), more);
    return table as Record<TextColumn, string[]>;
  };

  const insertFile = db.prepare('INSERT INTO file VALUES (?, ?, ?)');
  const file = texts('file_texts', head.files);
  paths.forEach((path, id) => {
    insertFile.run(id, path, file.file_config[id] || null);
  });
  const guardLineOf = (id: number): number => {
    const offset = numbers.site_guard_line[id] as number;
    return offset === 0 ? 0 : (numbers.site_line[id] as number) + GUARD_LINE_OFFSET - offset;
  };
  const guards: SiteGuards[] = [];
  const ground = {
    functionOf: (id: number): number => numbers.site_function[id] as number,
    lineOf: (id: number): number => numbers.site_line[id] as number,
    guardLineOf,
    guardOf: (id: number): string => guardTexts[id] ?? '',
  };
  const site = texts('site_texts', head.sites, siteGuardCoder(ground, guards));
  const insertSite = db.prepare('INSERT INTO site VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let id = 0; id < head.sites; id++) {
    insertSite.run(
      id,
      numbers.site_function[id],
      numbers.site_errno[id],
      numbers.site_line[id],
      numbers.site_kind[id],
      site.site_guard[id] || null,
      guardLineOf(id) || null,
      site.site_config[id] || null,
      site.site_reason[id] || null,
      site.site_macro[id] || null,
      site.site_guard[id] ? JSON.stringify(guards[id]) : null,
    );
  }

  const fn = await names;
  const insertFunction = db.prepare('INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (let id = 0; id < head.functions; id++) {
    const line = numbers.function_line[id] as number;
    const endLine = line + (numbers.function_lines[id] as number) - 1;
    insertFunction.run(
      id,
      fn.function_name?.[id],
      fileOf[id],
      line,
      endLine,
      numbers.function_flags[id],
      fn.function_config?.[id] || null,
    );
  }

  const drop = db.prepare('DELETE FROM blob WHERE name = ?');
  for (const name of [NUMBERS_BLOB, ...Object.keys(TEXT_TABLES)]) drop.run(name);
}

function writeBlob(db: Database.Database, name: string, data: Uint8Array): void {
  const insert = db.prepare('INSERT INTO blob VALUES (?, ?, ?)');
  for (let seq = 0; seq === 0 || seq * BLOB_CHUNK_BYTES < data.length; seq++) {
    insert.run(name, seq, data.subarray(seq * BLOB_CHUNK_BYTES, (seq + 1) * BLOB_CHUNK_BYTES));
  }
}
