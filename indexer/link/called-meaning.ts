/** All that a called name means in a file: it is asked for again and again while macros are followed. */

import { HOOK_CALLS, NO_CALL } from '../parse/conventions.js';
import type { Mention } from '../parse/facts.js';
import { type CallingNames, isHollow, mentionedBy } from './calling-names.js';
import { type MacroRow, type MacroTable, resolveMacro } from './macro-table.js';
import { type FunctionRow, resolveName, type SymbolTable } from './symbol-table.js';

export interface Meaning {
  /** Not for what only looks like a call. */
  readonly calls: boolean;
  /** See `HOOK_CALLS`. */
  readonly hook?: number | undefined;
  /** The id of the functions of that name. */
  readonly functions?: number | undefined;
  /** One of them is the file's own. */
  readonly own: boolean;
  readonly macro: MacroRow | null;
  readonly mentions: readonly Mention[];
  /** There is a function or macro of that name. */
  readonly known: boolean;
}

interface Tables {
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly calling: CallingNames;
}

const NO_MEANING: Meaning = { calls: false, own: false, macro: null, mentions: [], known: false };

/** @param idOf - numbers the functions that a name means */
export function findMeaning(
  { symbols, macros, calling }: Tables,
  name: string,
  file: number,
  idOf: (functions: readonly number[]) => number,
): Meaning {
  if (!/^\w+$/.test(name) || NO_CALL.test(name)) return NO_MEANING;
  const hook = HOOK_CALLS.get(name);
  if (hook !== undefined) return { ...NO_MEANING, calls: true, hook };
  const ids = resolveName(symbols, name, file);
  const macro = resolveMacro(macros, name, file);
  return {
    calls: true,
    functions: ids.length ? idOf(ids) : undefined,
    own: ids.some((id) => (symbols.rows[id] as FunctionRow).file === file),
    macro,
    mentions: mentionedBy(calling, name, file),
    known: ids.length > 0 || macro !== null || isHollow(calling, name, file),
  };
}
