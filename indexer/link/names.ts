/** What names mean in a tree: functions, macros, types and what macros define, known of every file before any body is read. */

import { type FileHead, type FunctionHead, headOf } from '../parse/encode-facts.js';
import type { FunctionFacts, MacroFacts } from '../parse/facts.js';
import type { FactsStore } from './facts-store.js';
import { addMacro, type MacroTable, macroTable, resolveMacro } from './macro-table.js';
import {
  addFunction,
  type FunctionRow,
  markStubs,
  resolveName,
  type SymbolTable,
  symbolTable,
} from './symbol-table.js';
import { addTemplates, expandedItems, type TemplateTable, templateTable } from './templates.js';
import { addTypes, type TypeTable, typeTable } from './type-table.js';

export interface Names {
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly types: TypeTable;
  readonly templates: TemplateTable;
  /** Functions that macros define, by file. */
  readonly generated: ReadonlyMap<number, readonly FunctionFacts[]>;
  /** For each file the id of its first function. */
  readonly firstId: readonly number[];
}

/** A file's head, its index, what its macros stand for, and its functions in the order of their ids from `firstId` on. */
export type VisitHead = (
  head: FileHead,
  file: number,
  items: ReturnType<typeof expandedItems>,
  functions: readonly FunctionHead[],
  firstId: number,
) => void;

/**
 * Reads the heads of all files; ids are given in the order of paths and lines.
 * @param needed - what is kept of a macro
 */
export function readNames(
  facts: FactsStore,
  visit: VisitHead,
  needed: (macro: MacroFacts) => MacroFacts = (macro) => macro,
): Names {
  const symbols = symbolTable(facts.paths);
  const macros = macroTable(facts.paths);
  const types = typeTable(symbols.aliases);
  const templates = templateTable(facts.paths);
  facts.forEachHead((head, file) => {
    addTemplates(templates, head, file);
  }, '"templates":[[');
  const generated = new Map<number, readonly FunctionFacts[]>();
  const firstId: number[] = [];
  facts.forEachHead((head, file) => {
    firstId[file] = symbols.rows.length;
    const items = expandedItems(templates, head, file);
    if (items.functions.length) generated.set(file, items.functions);
    const functions = byLine(head.functions, items.functions.map(headOf));
    for (const fn of functions) addFunction(symbols, fn, file);
    for (const macro of head.macros) addMacro(macros, needed(macro), file);
    for (const [name, target] of head.aliases) if (!symbols.aliases.has(name)) symbols.aliases.set(name, target);
    addTypes(types, head);
    visit(head, file, items, functions, firstId[file] as number);
  });
  markStubs(symbols);
  types.returnsOf = (name, file) => {
    for (const id of resolveName(symbols, name, file)) {
      const { returns } = symbols.rows[id] as FunctionRow;
      if (returns) return returns;
    }
    return '';
  };
  types.macroOf = (name, file) => resolveMacro(macros, name, file)?.facts;
  return { symbols, macros, types, templates, generated, firstId };
}

/** Reads the bodies of all functions, in the order of ids; of those in files without mentions. */
export function readBodies(facts: FactsStore, names: Names, visit: VisitFunction): void {
  facts.forEachBodies(inOrder(names, visit));
}

/** Reads what all functions call and mention, in the order of ids; of those in files nothing else is told. */
export function readCalls(facts: FactsStore, names: Names, visit: VisitFunction): void {
  facts.forEachCalls(inOrder(names, visit));
}

type VisitFunction = (fn: FunctionFacts, id: number, file: number) => void;

function inOrder({ generated, firstId }: Names, visit: VisitFunction) {
  return (functions: readonly FunctionFacts[], file: number): void => {
    byLine(functions, generated.get(file) ?? []).forEach((fn, i) => {
      visit(fn, (firstId[file] as number) + i, file);
    });
  };
}

/** In the order of ids: that of lines. */
function byLine<Fn extends FunctionHead>(written: readonly Fn[], made: readonly Fn[]): readonly Fn[] {
  return [...written, ...made].sort((a, b) => a.line - b.line || (a.name < b.name ? -1 : 1));
}
