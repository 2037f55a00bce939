/** All functions of a tree, numbered, and the rules by which a called name finds its definition. */

import { FunctionFlag } from '../../src/store/schema.js';
import type { FunctionHead } from '../parse/encode-facts.js';
import { archOfPath, isAside, neighbourhoodOf, sees, sharedDepth } from './kernel-path.js';
import { addOwn, type OwnRows, ownOf, ownRows } from './own-rows.js';

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
  /** Of those of `byName` that are many, those that are no other file's own; found when they are asked for. */
  readonly shared: Map<string, readonly number[]>;
  /** Names that object-like macros give to a function: `#define a b`. */
  readonly aliases: Map<string, string>;
  /** The ids of each file's own. */
  readonly own: OwnRows<number>;
  /** What names mean to the files of the neighbourhood that is being read, where they have none of their own. */
  readonly nearby: Map<string, readonly number[]>;
  neighbourhood: string;
  /** The file that is being read. */
  file: number;
}

export function symbolTable(paths: readonly string[]): SymbolTable {
  return {
    rows: [],
    paths,
    byName: new Map(),
    shared: new Map(),
    aliases: new Map(),
    own: ownRows(),
    nearby: new Map(),
    neighbourhood: '',
    file: -1,
  };
}

/** Numbers a function; called in (path, line) order, so that ids are dense and stable. */
export function addFunction(table: SymbolTable, facts: FunctionHead, file: number): number {
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
  addOwn(table.own, facts.name, id, file);
  return id;
}

/** A header's inline with a compiled definition elsewhere stands in for a configuration without it. */
export function markStubs(table: SymbolTable): void {
  for (const ids of table.byName.values()) {
    if (ids.length < 2) continue;
    const compiled = new Set<string>();
    for (const id of ids) {
      const row = table.rows[id] as FunctionRow;
      const path = table.paths[row.file] ?? '';
      if ((row.flags & (FunctionFlag.header | FunctionFlag.static)) === 0 && !isAside(path))
        compiled.add(archOfPath(path));
    }
    if (compiled.size === 0) continue;
    for (const id of ids) {
      const row = table.rows[id] as FunctionRow;
      const arch = archOfPath(table.paths[row.file] ?? '');
      if (row.flags & FunctionFlag.header && (compiled.has('') || compiled.has(arch))) row.flags |= FunctionFlag.stub;
    }
  }
}

/** The definitions that `name` can mean in file `from`, the likeliest kind only; [] when the tree has none. */
export function resolveName(table: SymbolTable, name: string, from: number): readonly number[] {
  const found = lookup(table, name, from);
  if (found.length > 0 || found === NONE) return found;
  const alias = table.aliases.get(name);
  return alias && alias !== name ? lookup(table, alias, from) : found;
}

/** Whether `resolveName` can find something in any file. */
export function meansSomething({ byName, aliases }: SymbolTable, name: string): boolean {
  return byName.has(name) || aliases.has(name);
}

/** What the name itself means; `NONE` also says that it is no other name for something. */
function lookup(table: SymbolTable, name: string, from: number): readonly number[] {
  if (table.file !== from) turnTo(table, from);
  const own = ownOf(table.own, name, from);
  if (own) {
    const here = own.filter((id) => !isStub(table, id));
    // A weak body is there for the arch to override, also where it stands in the caller's own file.
    if (here.some((id) => ((table.rows[id] as FunctionRow).flags & FunctionFlag.weak) === 0)) return here;
  }
  let found = table.nearby.get(name);
  if (found === undefined) {
    found = nearbyOf(table, name, table.paths[from] ?? '');
    table.nearby.set(name, found);
  }
  return found;
}

function turnTo(table: SymbolTable, file: number): void {
  const neighbourhood = neighbourhoodOf(table.paths[file] ?? '');
  table.file = file;
  if (table.neighbourhood === neighbourhood) return;
  table.nearby.clear();
  table.neighbourhood = neighbourhood;
}

function nearbyOf(table: SymbolTable, name: string, path: string): readonly number[] {
  const ids = table.byName.get(name);
  const candidates = ids ? sharedOf(table, name, ids).filter((id) => visible(table, id, path)) : NONE;
  if (candidates.length > 1) return nearest(table, candidates, path);
  return candidates.length === 1 || table.aliases.has(name) ? candidates.slice() : NONE;
}

const NONE: readonly number[] = [];

/** Definitions of one name that are looked through each time. */
const FEW = 4;

/** Those of a name's definitions that are no other file's own: hundreds of drivers name theirs alike. */
function sharedOf({ rows, shared }: SymbolTable, name: string, ids: readonly number[]): readonly number[] {
  let found = ids.length > FEW ? shared.get(name) : undefined;
  if (found === undefined) {
    found = ids.filter((id) => {
      const { flags } = rows[id] as FunctionRow;
      return (flags & (FunctionFlag.header | FunctionFlag.static)) !== FunctionFlag.static;
    });
    if (ids.length > FEW) shared.set(name, found);
  }
  return found;
}

function visible(table: SymbolTable, id: number, path: string): boolean {
  const row = table.rows[id] as FunctionRow;
  const place = table.paths[row.file] ?? '';
  if (isAside(place) && !(isAside(path) && sharedDepth(place, path) >= 3)) return false;
  const arch = archOfPath(place);
  const ownArch = archOfPath(path);
  if (arch && ownArch && arch !== ownArch) return false;
  return (row.flags & FunctionFlag.header) === 0 || sees(path, place);
}

function isStub(table: SymbolTable, id: number): boolean {
  return ((table.rows[id] as FunctionRow).flags & FunctionFlag.stub) !== 0;
}

/**
 * Of several definitions: a compiled one before its stand-in in a header, and of those the nearest, for drivers reuse
 * each other's names. Definitions of different arches stay side by side; which one holds is known when an arch is asked for.
 */
function nearest(table: SymbolTable, candidates: readonly number[], path: string): readonly number[] {
  const compiled = candidates.filter((id) => !isStub(table, id));
  const byArch = new Map<string, number[]>();
  for (const id of compiled.length ? compiled : candidates) {
    const arch = archOfPath(table.paths[(table.rows[id] as FunctionRow).file] ?? '');
    byArch.set(arch, [...(byArch.get(arch) ?? []), id]);
  }
  const depth = (id: number): number => sharedDepth(table.paths[(table.rows[id] as FunctionRow).file] ?? '', path);
  const isWeak = (id: number): boolean => ((table.rows[id] as FunctionRow).flags & FunctionFlag.weak) !== 0;
  return [...byArch.values()].flatMap((all) => {
    const strong = all.filter((id) => !isWeak(id));
    const ids = strong.length ? strong : all;
    const best = Math.max(...ids.map(depth));
    return ids.filter((id) => depth(id) === best);
  });
}
