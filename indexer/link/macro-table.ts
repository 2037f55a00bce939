/** Function-like macros of a tree and the rules by which a call finds its macro. */

import type { MacroFacts } from '../parse/facts.js';
import { outlookOf, sees } from './kernel-path.js';
import { addOwn, type OwnRows, ownOf, ownRows } from './own-rows.js';

export interface MacroRow {
  readonly facts: MacroFacts;
  readonly file: number;
}

export interface MacroTable {
  readonly byName: Map<string, MacroRow[]>;
  readonly paths: readonly string[];
  /** Each file's own. */
  readonly own: OwnRows<MacroRow>;
  /** What names mean to the files of the outlook that is being read, where they have no macro of that name themselves. */
  readonly fromHeaders: Map<string, MacroRow | null>;
  outlook: string;
  /** The file that is being read. */
  file: number;
}

export function macroTable(paths: readonly string[]): MacroTable {
  return { byName: new Map(), paths, own: ownRows(), fromHeaders: new Map(), outlook: '', file: -1 };
}

export function addMacro(table: MacroTable, facts: MacroFacts, file: number): void {
  const row = { facts, file };
  const known = table.byName.get(facts.name);
  if (known) known.push(row);
  else table.byName.set(facts.name, [row]);
  addOwn(table.own, facts.name, row, file);
}

/** The macro that `name` means in file `from`: its own, else one from a header that it can include. */
export function resolveMacro(table: MacroTable, name: string, from: number): MacroRow | null {
  const own = ownOf(table.own, name, from);
  if (own) return strongest(own);
  if (table.file !== from) turnTo(table, from);
  let found = table.fromHeaders.get(name);
  if (found === undefined) {
    found = fromHeaders(table, name, table.paths[from] ?? '');
    table.fromHeaders.set(name, found);
  }
  return found;
}

function turnTo(table: MacroTable, file: number): void {
  const outlook = outlookOf(table.paths[file] ?? '');
  table.file = file;
  if (table.outlook === outlook) return;
  table.fromHeaders.clear();
  table.outlook = outlook;
}

function fromHeaders(table: MacroTable, name: string, path: string): MacroRow | null {
  const rows = table.byName.get(name);
  if (!rows) return null;
  return strongest(rows.filter((row) => isHeader(table, row) && sees(path, table.paths[row.file] ?? '')));
}

/** Of several, the one that does most: a configuration without the feature defines it away. */
function strongest(rows: readonly MacroRow[]): MacroRow | null {
  return rows.reduce<MacroRow | null>((best, row) => (best === null || weight(row) > weight(best) ? row : best), null);
}

function isHeader(table: MacroTable, row: MacroRow): boolean {
  return (table.paths[row.file] ?? '').endsWith('.h');
}

function weight(row: MacroRow): number {
  return row.facts.calls.length + row.facts.result.length + row.facts.escapes.length;
}

/** The names of macros that can make the function return that calls them, also through macros that they call. */
export function escapingMacros({ byName }: MacroTable): ReadonlySet<string> {
  const escaping = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const [name, rows] of byName) {
    if (rows.some((row) => row.facts.escapes.length > 0)) escaping.add(name);
    for (const { facts } of rows)
      for (const [callee] of facts.calls) {
        if (!byName.has(callee)) continue;
        const known = callers.get(callee);
        if (known) known.push(name);
        else callers.set(callee, [name]);
      }
  }
  for (const name of escaping) for (const caller of callers.get(name) ?? []) escaping.add(caller);
  return escaping;
}
