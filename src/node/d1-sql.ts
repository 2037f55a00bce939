/** A pack as SQL that Cloudflare D1 loads, within its limits for statements and values. */

import { rowsById } from '../domain/export/pages.js';
import { ARCHIVE_TABLE, archiveOf, ROW_CHARACTERS } from '../store/blob-archive.js';
import { IMAGE_TABLE, IMAGES_KEY, imageRows } from '../store/d1-images.js';
import { CALL_BLOB, CALL_TARGETS_BLOB, SCHEMA } from '../store/schema.js';
import type { Row, SqlValue, Store } from '../store/store.js';
import { edgeImages } from './edge-images.js';

/** D1's limit of a statement is 100 KB (developers.cloudflare.com/d1/platform/limits). */
const MOST_STATEMENT_BYTES = 100_000;

/** Statements are filled up to this: wrangler needs time by the square of their length to tell them apart. */
const FULL_STATEMENT_BYTES = 2000;

/** Read by export alone, which runs on Node. */
const LEFT_OUT: readonly string[] = [CALL_BLOB, CALL_TARGETS_BLOB];

/** Tables with dense ids from 0, in pages; the others are small. The manifest comes last: without it a database is no pack. */
const TABLES = ['errno', 'syscall', 'file', 'function', 'site'] as const;
const DENSE: ReadonlySet<string> = new Set(['file', 'function', 'site']);

/**
 * Statements, each with its semicolon, that make a database of D1 hold this pack and nothing else.
 * @param program - names this program; what it makes of a pack is not written without it
 * @throws Error where a value has no place in a statement: bytes, a NUL, or more than fits into one
 */
export async function* d1Sql(store: Store, program: string | undefined): AsyncGenerator<string> {
  const statements = SCHEMA.split(';').flatMap((text) => text.trim().replace(/\s+/g, ' ') || []);
  const own = [ARCHIVE_TABLE, IMAGE_TABLE].map((text) => text.replace(';', ''));
  const tables = [...statements.filter((text) => text.startsWith('CREATE TABLE')), ...own];
  for (const table of tables) {
    const name = /^CREATE TABLE (\w+)/.exec(table)?.[1];
    yield `DROP TABLE IF EXISTS ${name};`;
    if (name !== 'blob') yield `${table};`;
  }
  for (const table of TABLES) yield* inserts(table, rowsOf(store, table));
  yield* inserts('archive', archiveRows(store));
  const { rows, index } = await imageRows(program === undefined ? new Map() : await edgeImages(store), program ?? '');
  yield* inserts('image', numbered(rows));
  for (const text of statements) if (text.startsWith('CREATE INDEX')) yield `${text};`;
  yield* inserts('meta', each([{ key: IMAGES_KEY, value: JSON.stringify(index) }]));
  yield* inserts('meta', rowsOf(store, 'meta'));
}

async function* each<T>(list: Iterable<T>): AsyncIterable<T> {
  yield* list;
}

function numbered(texts: readonly string[]): AsyncIterable<Row> {
  return each(texts.map((data, seq) => ({ seq, data })));
}

async function* rowsOf(store: Store, table: string): AsyncIterable<Row> {
  if (!DENSE.has(table)) {
    yield* await store.all(`SELECT * FROM ${table}`);
    return;
  }
  const last = await store.get(`SELECT max(id) AS id FROM ${table}`);
  const count = typeof last?.id === 'number' ? last.id + 1 : 0;
  yield* rowsById(store, `SELECT * FROM ${table} WHERE id >= ? AND id < ? ORDER BY id`, count);
}

async function* archiveRows(store: Store): AsyncIterable<Row> {
  const read = await store.blobs();
  const blobs = new Map<string, Uint8Array>();
  for (const { name } of await store.all('SELECT DISTINCT name FROM blob ORDER BY name')) {
    const bytes = LEFT_OUT.includes(String(name)) ? undefined : await read(String(name));
    if (bytes !== undefined) blobs.set(String(name), bytes);
  }
  const text = Buffer.from(await archiveOf(blobs)).toString('base64');
  const count = Math.ceil(text.length / ROW_CHARACTERS);
  yield* numbered(
    Array.from({ length: count }, (_, seq) => text.slice(seq * ROW_CHARACTERS, (seq + 1) * ROW_CHARACTERS)),
  );
}

/** As many rows a statement as fit into it. */
async function* inserts(table: string, rows: AsyncIterable<Row>): AsyncGenerator<string> {
  const head = `INSERT INTO ${table} VALUES `;
  let values: string[] = [];
  let bytes = head.length;
  for await (const row of rows) {
    const one = `(${Object.values(row).map(literal).join(',')})`;
    const length = Buffer.byteLength(one) + 1;
    if (head.length + length > MOST_STATEMENT_BYTES) throw new Error(`a row of ${table} is larger than D1 takes`);
    if (values.length > 0 && bytes + length > FULL_STATEMENT_BYTES) {
      yield `${head}${values.join(',')};`;
      values = [];
      bytes = head.length;
    }
    values.push(one);
    bytes += length;
  }
  if (values.length > 0) yield `${head}${values.join(',')};`;
}

function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && !value.includes('\0')) return `'${value.replaceAll("'", "''")}'`;
  throw new Error('a value of the pack cannot be written as SQL');
}
