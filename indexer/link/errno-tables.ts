/** Tables that turn the status of a protocol or a device into an errno: their entries are sites of who reads them. */

import { SITE_KINDS } from '../../src/store/schema.js';
import type { InitializerEntry, InitializerFacts } from '../parse/facts.js';
import type { SiteRow } from './graph-builder.js';
import { type TypeTable, tagOf } from './type-table.js';

interface Entry {
  readonly field: string;
  readonly errno: number;
  readonly line: number;
}

export interface ErrnoTables {
  /** `file variable`, for who reads the variable by its name. */
  readonly byVariable: Map<string, readonly Entry[]>;
  /** `file struct.field`, for who reads an entry through a pointer that was found in a list or hash of them. */
  readonly byField: Map<string, readonly Entry[]>;
}

export function errnoTables(): ErrnoTables {
  return { byVariable: new Map(), byField: new Map() };
}

/** Notes the errnos of an initialised variable; `given` are its entries with macros expanded. */
export function addErrnoTable(
  tables: ErrnoTables,
  types: TypeTable,
  aliases: ReadonlyMap<string, number>,
  facts: InitializerFacts,
  given: readonly InitializerEntry[],
  file: number,
): void {
  const tag = tagOf(types, facts.type);
  const entries: Entry[] = [];
  for (const [path, value, line] of given) {
    if (!/^-?E[A-Z2]/.test(value)) continue;
    const errno = aliases.get(value.replace('-', ''));
    if (errno === undefined) continue;
    const last = path.slice(path.lastIndexOf('.') + 1);
    const field = last.startsWith('#') ? (types.order.get(tag)?.[Number(last.slice(1))] ?? '') : last;
    entries.push({ field: field === '[]' ? '' : field, errno, line });
  }
  if (entries.length === 0) return;
  tables.byVariable.set(`${file} ${facts.variable}`, entries);
  if (tag === '') return;
  for (const entry of entries) {
    if (entry.field === '') continue;
    const key = `${file} ${tag}.${entry.field}`;
    tables.byField.set(key, [...(tables.byField.get(key) ?? []), entry]);
  }
}

/** The entries behind a path that begins at a variable of the file; undefined where it holds no errnos. */
export function entriesOfVariable(tables: ErrnoTables, path: string, file: number): readonly Entry[] | undefined {
  const root = /^G:(\w+)/.exec(path)?.[1];
  const entries = root === undefined ? undefined : tables.byVariable.get(`${file} ${root}`);
  if (!entries?.length || !path.includes('.')) return entries;
  const field = path.slice(path.lastIndexOf('.') + 1);
  return entries.filter((entry) => entry.field === field || entry.field === '');
}

/** The entries of the file's tables behind a field of their struct. */
export function entriesOfField(tables: ErrnoTables, key: string, file: number): readonly Entry[] {
  return tables.byField.get(`${file} ${key}`) ?? [];
}

const TABLE_KIND = SITE_KINDS.indexOf('table');

/** The site of an entry, in the function that reads it. */
export function siteOfEntry(fn: number, { errno, line }: Entry): SiteRow {
  const texts = { guard: '', guardLine: 0, config: '', reason: '', macro: '', traits: 0, commands: 0 };
  return { function: fn, errno, line, kind: TABLE_KIND, ...texts };
}
