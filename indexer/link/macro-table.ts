/** Function-like macros of a tree and the rules by which a call finds its macro. */

import type { MacroFacts } from '../parse/facts.js';
import { sees } from './kernel-path.js';

export interface MacroRow {
  readonly facts: MacroFacts;
  readonly file: number;
}

export interface MacroTable {
  readonly byName: Map<string, MacroRow[]>;
  readonly paths: readonly string[];
  /** What names mean in the file that is being read. */
  readonly cache: Map<string, MacroRow | null>;
  cachedFile: number;
}

export function macroTable(paths: readonly string[]): MacroTable {
  return { byName: new Map(), paths, cache: new Map(), cachedFile: -1 };
}

export function addMacro(table: MacroTable, facts: MacroFacts, file: number): void {
  const known = table.byName.get(facts.name);
  if (known) known.push({ facts, file });
  else table.byName.set(facts.name, [{ facts, file }]);
}

/** The macro that `name` means in file `from`: its own, else one from a header that it can include. */
export function resolveMacro(table: MacroTable, name: string, from: number): MacroRow | null {
  const rows = table.byName.get(name);
  if (!rows) return null;
  if (table.cachedFile !== from) {
    table.cache.clear();
    table.cachedFile = from;
  }
  const known = table.cache.get(name);
  if (known !== undefined) return known;
  const path = table.paths[from] ?? '';
  const own = rows.filter((row) => row.file === from);
  const visible = own.length
    ? own
    : rows.filter((row) => isHeader(table, row) && sees(path, table.paths[row.file] ?? ''));
  // Of several, the one that does most: a configuration without the feature defines it away.
  const found = visible.reduce<MacroRow | null>(
    (best, row) => (best === null || weight(row) > weight(best) ? row : best),
    null,
  );
  table.cache.set(name, found);
  return found;
}

function isHeader(table: MacroTable, row: MacroRow): boolean {
  return (table.paths[row.file] ?? '').endsWith('.h');
}

function weight(row: MacroRow): number {
  return row.facts.calls.length + row.facts.result.length + row.facts.escapes.length;
}
