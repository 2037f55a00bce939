/** Macros that have no values to follow: those that call something all the same, and those that are only names. */

import type { FileFacts, Mention } from '../parse/facts.js';
import { outlookOf, sees } from './kernel-path.js';
import { addOwn, type OwnRows, ownOf, ownRows } from './own-rows.js';

interface Row {
  readonly file: number;
  /** What the macro mentions; nothing for one that calls nothing. */
  readonly mentions: readonly Mention[];
}

export interface CallingNames {
  readonly byName: Map<string, Row[]>;
  readonly paths: readonly string[];
  /** Each file's own. */
  readonly own: OwnRows<Row>;
  /** What names mean to the files of the outlook that is being read, where they have no macro of that name themselves. */
  readonly fromHeaders: Map<string, readonly Row[]>;
  outlook: string;
  /** The file that is being read. */
  file: number;
}

export function callingNames(paths: readonly string[]): CallingNames {
  return { byName: new Map(), paths, own: ownRows(), fromHeaders: new Map(), outlook: '', file: -1 };
}

export function addCallingNames(
  table: CallingNames,
  facts: Pick<FileFacts, 'callingNames' | 'hollow'>,
  file: number,
): void {
  for (const [name, mentions] of facts.callingNames) add(table, name, { file, mentions });
  for (const name of facts.hollow) add(table, name, { file, mentions: CALLS_NOTHING });
}

function add(table: CallingNames, name: string, row: Row): void {
  const known = table.byName.get(name);
  if (known) known.push(row);
  else table.byName.set(name, [row]);
  addOwn(table.own, name, row, row.file);
}

/** One for the hundreds of thousands. */
const CALLS_NOTHING: readonly Mention[] = [];

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
  const own = ownOf(table.own, name, from);
  if (own) return own;
  if (table.file !== from) turnTo(table, from);
  let found = table.fromHeaders.get(name);
  if (found === undefined) {
    found = fromHeaders(table, name, table.paths[from] ?? '');
    table.fromHeaders.set(name, found);
  }
  return found;
}

function turnTo(table: CallingNames, file: number): void {
  const outlook = outlookOf(table.paths[file] ?? '');
  table.file = file;
  if (table.outlook === outlook) return;
  table.fromHeaders.clear();
  table.outlook = outlook;
}

function fromHeaders(table: CallingNames, name: string, path: string): readonly Row[] {
  const rows = table.byName.get(name);
  if (!rows) return NONE;
  return rows.filter(({ file }) => {
    const place = table.paths[file] ?? '';
    return place.endsWith('.h') && sees(path, place);
  });
}
