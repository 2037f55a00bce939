/** What edges and sites are written with: the tables of a tree, the way that a value takes, and its nodes. */

import type { ErrnoTables } from './errno-tables.js';
import type { GivenTables } from './given-tables.js';
import { type GraphBuilder, slotNode } from './graph-builder.js';
import type { MacroTable } from './macro-table.js';
import type { ReasonCollector } from './reasons.js';
import type { Summaries } from './summaries.js';
import type { SymbolTable } from './symbol-table.js';
import type { TunableLinks } from './tunable-links.js';
import { resolvePath, type TypeTable } from './type-table.js';

export interface Emitter {
  readonly graph: GraphBuilder;
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  /** See `escapingMacros`. */
  readonly escaping: ReadonlySet<string>;
  readonly types: TypeTable;
  readonly summary: Summaries;
  readonly reasons: ReasonCollector;
  readonly tunables: TunableLinks;
  readonly given: GivenTables;
  readonly errnoIds: ReadonlyMap<string, number>;
  /** Errno names and their other spellings in this tree. */
  readonly aliases: ReadonlyMap<string, number>;
  readonly callers: Uint16Array;
  readonly tables: ErrnoTables;
}

/** How a value gets to the node: what the path lets pass, and whether its sign was turned. */
export interface Way {
  readonly node: number;
  readonly filter: string;
  readonly negated: boolean;
  /** The set of commands under which the value takes it. */
  readonly commands: number;
  /** Calls that were followed to this node already; results that are handed around in a loop end here. */
  readonly done: Set<string>;
}

/** A way on which everything passes. */
export function wayTo(node: number): Way {
  return { node, filter: '', negated: false, commands: 0, done: new Set() };
}

/** The node of what a function stores through a parameter. */
export function outNode(emitter: Emitter, fn: number, index: number): number {
  return slotNode(emitter.graph, 'out', `${fn} ${index}`, fn, '');
}

/** The node of an errno that is parked in a field or a variable. */
export function fieldNode(emitter: Emitter, key: string): number {
  return slotNode(emitter.graph, 'field', key, -1, key);
}

/** A struct's field, or a global variable of this file. */
export function fieldKey(emitter: Emitter, path: string, file: number): string | null {
  if (/^G:\w+$/.test(path)) return `${file} ${path.slice(2)}`;
  return resolvePath(emitter.types, path, file);
}

/** What a function returns with the wrong sign, for callers that turn it. */
export function positiveNode(emitter: Emitter, owner: number, node: number): number {
  return node === owner ? slotNode(emitter.graph, 'positive', String(owner), owner, '') : node;
}

/** The path of the file that a function stands in. */
export function pathOf({ symbols }: Emitter, fn: number): string {
  return symbols.paths[symbols.rows[fn]?.file ?? -1] ?? '';
}
