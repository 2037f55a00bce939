/** Makes the tables of an unpacked pack from its columns. */

import Database from 'better-sqlite3';
import { GRAPH_COLUMNS, type GraphColumn } from '../domain/graph.js';
import { encodeColumn } from '../store/columns.js';
import { decodeNumbers } from '../store/number-coder.js';
import { EXPANDED_INDEXES, EXPANDED_TABLES, NUMBERS_BLOB, TEXT_TABLES } from '../store/schema.js';
import { type SiteGuards, siteGuardCoder } from '../store/site-guards.js';
import { decodeTexts, groupsOf } from '../store/text-columns.js';
import { blobReader, type OwnGround, type PackRows, readGround, readPackRows } from './pack-rows.js';
import { decodeShared, emptySiteTexts, guardLines, ownersOf, type SharedColumns } from './shared-columns.js';
import { decodeBeside } from './text-task.js';
import { writeBlob } from './write-blob.js';

export interface ExpandTask {
  /** The database of a pack as it is stored. */
  readonly path: string;
  /** The expanded database of its base, where it is coded against one. */
  readonly basePath?: string | undefined;
}

/**
 * Fills `file`, `function` and `site` of the database and drops the columns that nothing else needs. About 2 s for a
 * whole kernel. Throws when a column is missing or too short; the file is then of no use.
 */
export async function expandDatabase({ path, basePath }: ExpandTask): Promise<void> {
  const base = basePath === undefined ? undefined : readBase(basePath);
  const db = new Database(path);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(EXPANDED_TABLES);
    db.exec('BEGIN');
    await fill(db, base);
    db.exec('COMMIT');
    db.exec(EXPANDED_INDEXES);
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

function readBase(path: string): PackRows {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return readPackRows(db);
  } finally {
    db.close();
  }
}

/** What the tables are made of; the texts of functions may still be on their way. */
type Columns = Pick<SharedColumns, 'siteTexts' | 'numbers' | 'guards'> & {
  readonly fileTexts: { readonly path: readonly string[]; readonly config: readonly string[] };
  readonly functionTexts: Promise<{ readonly name: readonly string[]; readonly config: readonly string[] }>;
};

async function fill(db: Database.Database, base: PackRows | undefined): Promise<void> {
  const read = blobReader(db);
  const ground = readGround(db);
  const blob = (name: string): Buffer => {
    const bytes = read(name);
    if (bytes.length === 0) throw new Error(`the pack holds no ${name}`);
    return bytes;
  };
  const columns = base === undefined ? ownColumns(ground, blob) : basedColumns(ground, blob, base);
  const { numbers, siteTexts, guards } = columns;
  for (const [name, column] of Object.entries(numbers)) {
    if (name in GRAPH_COLUMNS) writeBlob(db, name, encodeColumn(column, GRAPH_COLUMNS[name as GraphColumn]));
  }
  const insertFile = db.prepare('INSERT INTO file VALUES (?, ?, ?)');
  const { path, config } = columns.fileTexts;
  path.forEach((one, id) => {
    insertFile.run(id, one, config[id] || null);
  });
  const insertSite = db.prepare('INSERT INTO site VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const guardLineOf = guardLines(numbers);
  for (let id = 0; id < ground.head.sites; id++) {
    insertSite.run(
      id,
      numbers.site_function[id],
      numbers.site_errno[id],
      numbers.site_line[id],
      numbers.site_kind[id],
      siteTexts.site_guard[id] || null,
      guardLineOf(id) || null,
      siteTexts.site_config[id] || null,
      siteTexts.site_reason[id] || null,
      siteTexts.site_macro[id] || null,
      siteTexts.site_guard[id] ? JSON.stringify(guards[id]) : null,
    );
  }
  const fileOf = ownersOf(ground.fileFunctions);
  const fn = await columns.functionTexts;
  const insertFunction = db.prepare('INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (let id = 0; id < ground.head.functions; id++) {
    const line = numbers.function_line[id] as number;
    const endLine = line + (numbers.function_lines[id] as number) - 1;
    insertFunction.run(id, fn.name[id], fileOf[id], line, endLine, numbers.function_flags[id], fn.config[id] || null);
  }
  const drop = db.prepare('DELETE FROM blob WHERE name = ?');
  for (const name of [NUMBERS_BLOB, ...Object.keys(TEXT_TABLES)]) drop.run(name);
}

/** Columns of a pack that stands for itself. */
function ownColumns(ground: OwnGround, blob: (name: string) => Buffer): Columns {
  const { head, fileFunctions, edgeLabel } = ground;
  const startsFile = new Uint8Array(head.functions);
  fileFunctions.reduce((first, count) => {
    startsFile.fill(1, first, first + Math.min(1, count));
    return first + count;
  }, 0);
  // Half of all work: it goes on while this thread does the rest.
  const names = decodeBeside({
    columns: TEXT_TABLES.function_texts,
    starts: startsFile,
    bytes: new Uint8Array(blob('function_texts')),
  });
  // It is awaited once the rest is stored; until then a failure is no unhandled one.
  names.catch(() => undefined);
  const numbers = decodeNumbers(blob(NUMBERS_BLOB), { file_functions: fileFunctions, edge_label: edgeLabel }, head);
  const [path, config]: [string[], string[]] = [[], []];
  const fileOf = ownersOf(fileFunctions);
  const startsGroup = groupsOf(
    path,
    (fn) => fileOf[fn],
    (site) => numbers.site_function[site],
  );
  decodeTexts({ file_path: path, file_config: config }, head.files, startsGroup.file_texts, blob('file_texts'));
  const siteTexts = emptySiteTexts();
  const guards: SiteGuards[] = [];
  const guardGround = {
    functionOf: (id: number): number => numbers.site_function[id] as number,
    lineOf: (id: number): number => numbers.site_line[id] as number,
    guardLineOf: guardLines(numbers),
    guardOf: (id: number): string => siteTexts.site_guard[id] ?? '',
  };
  decodeTexts(siteTexts, head.sites, startsGroup.site_texts, blob('site_texts'), siteGuardCoder(guardGround, guards));
  return {
    numbers,
    siteTexts,
    guards,
    fileTexts: { path, config },
    functionTexts: names.then((table) => ({ name: table.function_name ?? [], config: table.function_config ?? [] })),
  };
}

function basedColumns(ground: OwnGround, blob: (name: string) => Buffer, base: PackRows): Columns {
  const { texts, ...rest } = decodeShared(ground, blob, base);
  return {
    ...rest,
    fileTexts: { path: texts.file_path, config: texts.file_config },
    functionTexts: Promise.resolve({ name: texts.function_name, config: texts.function_config }),
  };
}
