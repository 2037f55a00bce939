/** Ops tables by name: which functions a table that is handed over as an argument holds. */

import type { InitializerFacts } from '../parse/facts.js';
import { meansSomething, resolveName, type SymbolTable } from './symbol-table.js';
import { type TypeTable, tagOf } from './type-table.js';

/** One table, and the file it stands in. */
interface Table extends Pick<InitializerFacts, 'type' | 'line' | 'static'> {
  /** Paths of fields and the functions' names given for them, in turn; there are hundreds of thousands. */
  readonly entries: readonly string[];
  readonly file: number;
  /** Stands in a function. */
  readonly local: boolean;
}

export interface GivenTables {
  readonly byName: Map<string, Table[]>;
}

export function givenTables(): GivenTables {
  return { byName: new Map() };
}

/** Notes a table's initialiser; those without functions' names are passed over. `lines`: see `GatheredHeads.functionLines`. */
export function addTable(
  tables: GivenTables,
  symbols: SymbolTable,
  facts: InitializerFacts,
  file: number,
  lines: Int32Array,
): void {
  if (!facts.type.startsWith('S:') || !facts.entries.some(([, value]) => /^[a-z_]\w*$/i.test(value))) return;
  const entries: string[] = [];
  for (const [path, value] of facts.entries) if (meansSomething(symbols, value)) entries.push(path, value);
  const { line, variable, type } = facts;
  const local = facts.static && isWithin(lines, line);
  const table = { type, line, static: facts.static, entries, file, local };
  const known = tables.byName.get(variable);
  if (known) known.push(table);
  else tables.byName.set(variable, [table]);
}

function isWithin(lines: Int32Array, line: number): boolean {
  for (let i = 0; i < lines.length; i += 2)
    if ((lines[i] as number) <= line && line <= (lines[i + 1] as number)) return true;
  return false;
}

/** Where a name is used: the file, and the lines of the function. */
interface Place {
  readonly file: number;
  readonly line: number;
  readonly endLine: number;
}

/**
 * The functions that a table holds in a field (`struct.field`). `&name` is the function's own table; any other name means one
 * of its file before another file's; several that are as near can each be meant.
 */
export function functionsIn(
  tables: GivenTables,
  symbols: SymbolTable,
  types: TypeTable,
  name: string,
  place: Place,
  key: string,
): readonly number[] {
  const dot = key.lastIndexOf('.');
  const tag = key.slice(0, dot);
  const field = key.slice(dot + 1);
  const own = name.startsWith('&');
  const named = (tables.byName.get(own ? name.slice(1) : name) ?? []).filter(
    ({ type, line, static: isStatic, file, local }) => {
      if (local !== own || tagOf(types, type) !== tag) return false;
      return own
        ? file === place.file && line >= place.line && line <= place.endLine
        : file === place.file || !isStatic;
    },
  );
  const near = named.filter(({ file }) => file === place.file);
  const meant = near.length > 0 ? near : named;
  const found = new Set<number>();
  for (const { entries, file } of meant) {
    for (let i = 0; i < entries.length; i += 2) {
      const [path, value] = [entries[i] as string, entries[i + 1] as string];
      const at = path.startsWith('#') ? types.order.get(tag)?.[Number(path.slice(1))] : path;
      if (at === field) for (const id of resolveName(symbols, value, file)) found.add(id);
    }
  }
  return [...found];
}
