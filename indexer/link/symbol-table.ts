/** All functions of a tree, numbered, and the rules by which a called name finds its definition. */

import { FunctionFlag } from '../../src/store/schema.js';
import type { FunctionFacts } from '../parse/facts.js';
import { archOfPath, isAside, sees, sharedDepth } from './kernel-path.js';

export interface FunctionRow {
  readonly name: string;
  readonly file: number;
  readonly line: number;
  readonly endLine: number;
  flags: number;
  readonly config: string;
  readonly returns: string;
}

export interface SymbolTable {
  readonly rows: FunctionRow[];
  readonly paths: readonly string[];
  readonly byName: Map<string, number[]>;
  /** Names that object-like macros give to a function: `#define a b`. */
  readonly aliases: Map<string, string>;
  readonly cache: Map<string, readonly number[]>;
}

export function symbolTable(paths: readonly string[]): SymbolTable {
  return { rows: [], paths, byName: new Map(), aliases: new Map(), cache: new Map() };
}

/** Numbers a function; called in (path, line) order, so that ids are dense and stable. */
export function addFunction(table: SymbolTable, facts: FunctionFacts, file: number): number {
  const id = table.rows.length;
  table.rows.push({
    name: facts.name,
    file,
    line: facts.line,
    endLine: facts.endLine,
    flags: facts.flags,
    config: facts.config ?? '',
    returns: facts.returns,
  });
  const known = table.byName.get(facts.name);
  if (known) known.push(id);
  else table.byName.set(facts.name, [id]);
  return id;
}

/** A header's inline with a real definition elsewhere stands in for a configuration without it. */
export function markStubs(table: SymbolTable): void {
  for (const ids of table.byName.values()) {
    if (ids.length < 2) continue;
    const real = ids.some((id) => {
      const row = table.rows[id] as FunctionRow;
      return (row.flags & (FunctionFlag.header | FunctionFlag.static | FunctionFlag.weak)) === 0;
    });
    if (!real) continue;
    for (const id of ids) {
      const row = table.rows[id] as FunctionRow;
      if (row.flags & FunctionFlag.header && row.endLine - row.line <= 6) row.flags |= FunctionFlag.stub;
    }
  }
}

/** The definitions that `name` can mean in file `from`, the likeliest kind only; [] when the tree has none. */
export function resolveName(table: SymbolTable, name: string, from: number): readonly number[] {
  const key = `${from} ${name}`;
  const known = table.cache.get(key);
  if (known) return known;
  let found = lookup(table, name, from);
  const alias = table.aliases.get(name);
  if (found.length === 0 && alias && alias !== name) found = lookup(table, alias, from);
  table.cache.set(key, found);
  return found;
}

function lookup(table: SymbolTable, name: string, from: number): readonly number[] {
  const ids = table.byName.get(name);
  if (!ids) return [];
  const own = ids.filter((id) => (table.rows[id] as FunctionRow).file === from);
  if (own.length) return own;
  const path = table.paths[from] ?? '';
  const candidates = ids.filter((id) => visible(table, id, path));
  if (candidates.length < 2) return candidates;
  return nearest(table, candidates, path);
}

function visible(table: SymbolTable, id: number, path: string): boolean {
  const row = table.rows[id] as FunctionRow;
  const place = table.paths[row.file] ?? '';
  if (isAside(place) && !(isAside(path) && sharedDepth(place, path) >= 3)) return false;
  const arch = archOfPath(place);
  const ownArch = archOfPath(path);
  if (arch && ownArch && arch !== ownArch) return false;
  if (row.flags & FunctionFlag.header) return sees(path, place);
  return (row.flags & FunctionFlag.static) === 0;
}

/**
 * Of several definitions: drivers' private ones only from near by, a compiled one before its stand-in in a header.
 * Definitions of different arches stay side by side; which one holds is known when an arch is asked for.
 */
function nearest(table: SymbolTable, candidates: readonly number[], path: string): readonly number[] {
  const real = candidates.filter((id) => ((table.rows[id] as FunctionRow).flags & FunctionFlag.stub) === 0);
  const kept = real.length ? real : candidates;
  const depth = (id: number): number => {
    const place = table.paths[(table.rows[id] as FunctionRow).file] ?? '';
    if (/^(?:arch|include|kernel|lib|mm|fs\/[^/]+\.c|init|net\/core|security\/[^/]+\.c)/.test(place)) return 100;
    return sharedDepth(place, path);
  };
  const best = Math.max(...kept.map(depth));
  return kept.filter((id) => depth(id) === best || depth(id) === 100);
}
