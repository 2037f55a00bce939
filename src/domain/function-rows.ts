/** Fetches functions and sites by id, many at once. */

import { SITE_KINDS, type SiteKind } from '../store/schema.js';
import type { Row, SqlValue, Store } from '../store/store.js';
import type { Pack } from './pack.js';
import { type ShownGuards, shownGuards } from './site-guards.js';

export interface FunctionRef {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly end_line: number;
  /** The `#if` around the function. */
  readonly config: string | null;
  /** The option that builds the file. */
  readonly file_config: string | null;
}

export interface SiteRef {
  readonly id: number;
  readonly function: number;
  readonly errno: number;
  readonly line: number;
  readonly kind: SiteKind;
  readonly guard: string | null;
  readonly guard_line: number | null;
  readonly shown: ShownGuards;
  readonly config: string | null;
  readonly reason: string | null;
  readonly macro: string | null;
}

/** The `#if`s that a site stands under: around its function, and inside it. */
export function siteConfig(ofFunction: string | null | undefined, inside: string | null | undefined): string | null {
  return [ofFunction, inside].filter((part) => part).join(' && ') || null;
}

/** D1 binds at most 100 parameters. */
const MOST_PARAMETERS = 100;

/** Rows of a table that are remembered of a pack: the same ones stand on most paths. */
const MOST_REMEMBERED = 20_000;

/** Functions by id, from memory where they were asked for before. */
export function functionRows(pack: Pack, ids: Iterable<number>): Promise<Map<number, FunctionRef>> {
  return remembered(pack, 'functions', ids, fetchFunctions);
}

/** Sites by id, likewise. */
export function siteRows(pack: Pack, ids: Iterable<number>): Promise<Map<number, SiteRef>> {
  return remembered(pack, 'sites', ids, fetchSites);
}

async function remembered<T>(
  { memory, store }: Pack,
  table: string,
  ids: Iterable<number>,
  fetch: (store: Store, ids: readonly number[]) => Promise<ReadonlyMap<number, T>>,
): Promise<Map<number, T>> {
  const known = memory.recall(`rows of ${table}`, '', 1, () => new Map<number, T>());
  const found = new Map<number, T>();
  const missing: number[] = [];
  for (const id of ids) {
    const row = known.get(id);
    if (row) found.set(id, row);
    else missing.push(id);
  }
  if (missing.length === 0) return found;
  if (known.size > MOST_REMEMBERED) known.clear();
  for (const [id, row] of await fetch(store, missing)) {
    known.set(id, row);
    found.set(id, row);
  }
  return found;
}

async function fetchFunctions(store: Store, ids: Iterable<number>): Promise<Map<number, FunctionRef>> {
  const sql = (marks: string): string =>
    `SELECT f.id, f.name, f.line, f.end_line, f.config, p.path, p.config AS built FROM function f JOIN file p ON p.id = f.file WHERE f.id IN (${marks})`;
  const found = new Map<number, FunctionRef>();
  for (const row of await inChunks(store, ids, sql)) {
    const ref = {
      id: Number(row.id),
      name: String(row.name),
      file: String(row.path),
      line: Number(row.line),
      end_line: Number(row.end_line),
      config: text(row.config),
      file_config: text(row.built),
    };
    found.set(ref.id, ref);
  }
  return found;
}

async function fetchSites(store: Store, ids: Iterable<number>): Promise<Map<number, SiteRef>> {
  const found = new Map<number, SiteRef>();
  for (const row of await inChunks(store, ids, (marks) => `SELECT * FROM site WHERE id IN (${marks})`)) {
    const ref: SiteRef = {
      id: Number(row.id),
      function: Number(row.function),
      errno: Number(row.errno),
      line: Number(row.line),
      kind: SITE_KINDS[Number(row.kind)] ?? 'return',
      guard: text(row.guard),
      guard_line: row.guard_line === null ? null : Number(row.guard_line),
      shown: shownGuards(row),
      config: text(row.config),
      reason: text(row.reason),
      macro: text(row.macro),
    };
    found.set(ref.id, ref);
  }
  return found;
}

async function inChunks(store: Store, ids: Iterable<number>, sql: (marks: string) => string): Promise<Row[]> {
  const all = [...new Set(ids)].sort((a, b) => a - b);
  const rows: Row[] = [];
  for (let at = 0; at < all.length; at += MOST_PARAMETERS) {
    const chunk = all.slice(at, at + MOST_PARAMETERS);
    // One statement for every full chunk, so that it is prepared once; the last id fills a short one up.
    const padded = [...chunk, ...new Array<number>(MOST_PARAMETERS - chunk.length).fill(chunk.at(-1) ?? -1)];
    rows.push(...(await store.all(sql(new Array(MOST_PARAMETERS).fill('?').join(',')), ...padded)));
  }
  return rows;
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
