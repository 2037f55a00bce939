/** Macros that have no values to follow: those that call something all the same, and those that are only names. */

import type { FileFacts, Mention } from '../parse/facts.js';
import { ofFile } from './in-file.js';
import { outlookOf, sees } from './kernel-path.js';

interface Row {
  readonly file: number;
  /** What the macro mentions; nothing for one that calls nothing. */
  readonly mentions: readonly Mention[];
}

export interface CallingNames {
  readonly byName: Map<string, Row[]>;
  readonly paths: readonly string[];
  /** What names mean in the file that is being read. */
  readonly cache: Map<string, readonly Row[]>;
  cachedFile: number;
  /** What names mean to the files of the outlook that is being read, where they have no macro of that name themselves. */
  readonly fromHeaders: Map<string, readonly Row[]>;
  outlook: string;
}

export function callingNames(paths: readonly string[]): CallingNames {
  return { byName: new Map(), paths, cache: new Map(), cachedFile: -1, fromHeaders: new Map(), outlook: '' };
}

export function addCallingNames(
  table: CallingNames,
  facts: Pick<FileFacts, 'callingNames' | 'hollow'>,
  file: number,
): void {
  for (const [name, mentions] of facts.callingNames) add(table, name, { file, mentions });
  for (const name of facts.hollow) add(table, name, { file, mentions: [] });
}

function add(table: CallingNames, name: string, row: Row): void {
  const known = table.byName.get(name);
  if (known) known.push(row);
  else table.byName.set(name, [row]);
}

/** What a macro that file `from` can see under `name` mentions, in any configuration. */
export function mentionedBy(table: CallingNames, name: string, from: number): readonly Mention[] {
  const rows = visible(table, name, from);
  return rows.length === 1 ? (rows[0] as Row).mentions : rows.flatMap((row) => row.mentions);
}

/** Whether `name` is a macro that calls nothing. */
export function isHollow(table: CallingNames, name: string, from: number): boolean {
  return visible(table, name, from).length > 0;
}

const NONE: readonly Row[] = [];

function visible(table: CallingNames, name: string, from: number): readonly Row[] {
  const rows = table.byName.get(name);
  if (!rows) return NONE;
  if (table.cachedFile !== from) {
    table.cache.clear();
    table.cachedFile = from;
  }
  const known = table.cache.get(name);
  if (known) return known;
  const own = ofFile(rows, from, fileOf);
  const found = own.length ? own : fromHeaders(table, name, rows, table.paths[from] ?? '');
  table.cache.set(name, found);
  return found;
}

const fileOf = ({ file }: Row): number => file;

function fromHeaders(table: CallingNames, name: string, rows: readonly Row[], path: string): readonly Row[] {
  const outlook = outlookOf(path);
  if (table.outlook !== outlook) {
    table.fromHeaders.clear();
    table.outlook = outlook;
  }
  let found = table.fromHeaders.get(name);
  if (!found) {
    found = rows.filter(({ file }) => {
      const place = table.paths[file] ?? '';
      return place.endsWith('.h') && sees(path, place);
    });
    table.fromHeaders.set(name, found);
  }
  return found;
}
