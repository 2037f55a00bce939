/** Links the facts of all files of a tree into one return-flow graph. */

import { FunctionFlag } from '../../src/store/schema.js';
import { type FunctionHead, headOf } from '../parse/encode-facts.js';
import type { FileFacts, FunctionFacts, InitializerFacts } from '../parse/facts.js';
import type { OwnSummary } from '../parse/own-summary.js';
import type { Documentation } from '../tunables/documentation.js';
import { type CallEdges, callCollector, collectCalls } from './call-edges.js';
import { addCallingNames, callingNames } from './calling-names.js';
import { closeTunables, type LinkedTunables } from './close-tunables.js';
import { emitFunction } from './emit.js';
import type { Emitter } from './emitter.js';
import { addEntryChoices, entryNames } from './entry-commands.js';
import { errnoAliases } from './errno-names.js';
import { addErrnoTable, errnoTables } from './errno-tables.js';
import { addBesideBodies, addInjections, isInjection } from './external.js';
import type { FactsStore } from './facts-store.js';
import { addTable, givenTables } from './given-tables.js';
import { addEdge, finishGraph, type GraphBuilder, graphBuilder, type LinkedGraph } from './graph-builder.js';
import { addMacro, macroTable, resolveMacro } from './macro-table.js';
import { addMarkedOps, markedOps } from './marked-ops.js';
import { addFieldOps, addInitializers } from './ops-tables.js';
import { collectGifts, type GiftRow, keepReachable, type ReasonCollector } from './reasons.js';
import { addSummary, closeSummaries, summaries } from './summaries.js';
import {
  addFunction,
  type FunctionRow,
  markStubs,
  resolveName,
  type SymbolTable,
  symbolTable,
} from './symbol-table.js';
import { addTemplates, allEntries, expandedItems, templateTable } from './templates.js';
import { gatheredTunables, gatherTunables } from './tunable-facts.js';
import { noteFunction, tunableLinks } from './tunable-links.js';
import { tunableTable } from './tunable-table.js';
import { addTypes, typeTable } from './type-table.js';

export interface LinkInput {
  readonly facts: FactsStore;
  /** Ids of the errnos of this release by name. */
  readonly errnoIds: ReadonlyMap<string, number>;
  /** Files that are compiled without what probes attach to. */
  readonly untraced: (path: string) => boolean;
  /** Names of the syscalls' bodies, of every arch. */
  readonly bodies: Iterable<string>;
  /** What the tree's Documentation says of tunables. */
  readonly documents: Documentation;
  /** The module that a file is built into; null for code that is always built in. */
  readonly moduleOf: (path: string) => string | null;
}

export interface LinkedKernel {
  readonly functions: readonly FunctionRow[];
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** Number of functions that call each function. */
  readonly callers: Uint16Array;
  readonly graph: LinkedGraph;
  readonly calls: CallEdges;
  /** What functions return without an errno that makes a caller fail; targets are nodes of the builder. */
  readonly gifts: ReadonlyMap<number, readonly GiftRow[]>;
  readonly tunables: LinkedTunables;
}

/** Modules that try the kernel out: their settings are no administrator's. */
const TESTS = /^lib\/test_|\/selftests?\/|[-_](?:k?unit)?test\.c$/;

interface InitializedVariable {
  readonly facts: InitializerFacts;
  readonly file: number;
}

export function linkKernel({ facts, errnoIds, untraced, bodies, documents, moduleOf }: LinkInput): LinkedKernel {
  const symbols = symbolTable(facts.paths);
  const macros = macroTable(facts.paths);
  const types = typeTable(symbols.aliases);
  const calling = callingNames(facts.paths);
  const templates = templateTable(facts.paths);
  facts.forEachHead((file, index) => {
    addTemplates(templates, file, index);
  }, '"templates":[[');
  const initializers: InitializedVariable[] = [];
  const marked: (readonly [FileFacts['marks'], number])[] = [];
  /** Functions that macros define, by file. */
  const generated = new Map<number, readonly FunctionFacts[]>();
  const given = givenTables();
  const gathered = gatheredTunables();
  const exported = new Set<string>();
  const forbidden = new Set<string>();
  const conditional: string[] = [];
  const injections: { readonly name: string; readonly file: number }[] = [];
  const constants = new Set<string>();
  const madeFiles: { readonly file: number; readonly name: string; readonly variable: string }[] = [];
  const drafts: { readonly own: OwnSummary; readonly id: number; readonly file: number }[] = [];
  const firstId: number[] = [];
  facts.forEachHead((file, index) => {
    firstId[index] = symbols.rows.length;
    const items = expandedItems(templates, file, index);
    const marks = markedOps(file.marks, items.marks);
    if (marks.length) marked.push([marks, index]);
    if (items.functions.length) generated.set(index, items.functions);
    for (const fn of byLine(file.functions, items.functions.map(headOf))) {
      const id = addFunction(symbols, fn, index);
      if (fn.own) drafts.push({ own: fn.own, id, file: index });
    }
    for (const macro of file.macros) addMacro(macros, macro, index);
    for (const one of [...file.initializers, ...items.initializers]) {
      initializers.push({ facts: one, file: index });
      addTable(given, one, index, file.functions);
    }
    for (const [name, target] of file.aliases) if (!symbols.aliases.has(name)) symbols.aliases.set(name, target);
    for (const [mark, [name = '', kind]] of file.marks) {
      if (mark.startsWith('EXPORT_SYMBOL')) exported.add(name);
      else if (mark === 'NOKPROBE_SYMBOL') forbidden.add(name);
      else if (isInjection(mark, kind)) injections.push({ name, file: index });
      else if (mark === 'COND_SYSCALL') conditional.push(`sys_${name}`);
      else if (mark === 'COND_SYSCALL_COMPAT') conditional.push(`compat_sys_${name}`);
    }
    for (const name of file.constants ?? []) constants.add(name);
    for (const [name, variable] of file.files ?? []) madeFiles.push({ file: index, name, variable });
    addTypes(types, file);
    if (!TESTS.test(file.path)) gatherTunables(gathered, file.tunables, index);
    addCallingNames(calling, file, index);
  });
  markStubs(symbols);
  const silent = facts.paths.map(untraced);
  for (const row of symbols.rows) {
    if (silent[row.file]) row.flags |= FunctionFlag.untraceable;
    if (exported.has(row.name)) row.flags |= FunctionFlag.exported;
    if (forbidden.has(row.name)) row.flags |= FunctionFlag.untraceable;
  }
  types.returnsOf = (name, file) => {
    for (const id of resolveName(symbols, name, file)) {
      const { returns } = symbols.rows[id] as FunctionRow;
      if (returns) return returns;
    }
    return '';
  };
  types.macroOf = (name, file) => resolveMacro(macros, name, file)?.facts;

  const summary = summaries();
  for (const { own, id, file } of drafts) addSummary(summary, own, id, file, types, symbols);
  drafts.length = 0;
  closeSummaries(summary);

  const graph = graphBuilder(symbols.rows.length);
  for (const name of constants) if (!errnoIds.has(name)) graph.commands.constants.add(name);
  const names = entryNames(madeFiles, initializers);
  for (const [marks, file] of marked) addMarkedOps(graph, symbols, marks, file);
  const aliases = errnoAliases(symbols.aliases, errnoIds);
  const tables = errnoTables();
  for (const one of initializers) {
    const entries = allEntries(templates, one.facts, one.file);
    addInitializers(graph, symbols, types, names, one.facts, entries, one.file);
    addErrnoTable(tables, types, aliases, one.facts, entries, one.file);
  }
  addEntryChoices(graph.commands, names);
  const reasons: ReasonCollector = { graph, symbols, macros, types, gifts: new Map() };
  const tunables = tunableLinks(
    tunableTable({ gathered, types, paths: facts.paths, documents, moduleOf }),
    gathered.members,
    reasons,
  );
  const emitter: Emitter = {
    graph,
    symbols,
    macros,
    types,
    summary,
    reasons,
    tunables,
    given,
    errnoIds,
    aliases,
    callers: new Uint16Array(symbols.rows.length),
    tables,
  };
  const collector = callCollector(symbols, macros, types, calling);
  facts.drainBodies((functions, index) => {
    byLine(functions, generated.get(index) ?? []).forEach((fn, i) => {
      const id = (firstId[index] as number) + i;
      addFieldOps(graph, symbols, types, summary, fn, index);
      emitFunction(emitter, fn, id, index);
      collectCalls(collector, fn, id, index);
      collectGifts(reasons, fn, id, index);
      noteFunction(tunables, fn, id, index);
    });
  });
  addMissingSyscalls(graph, symbols, conditional);
  addInjections(graph, symbols, injections);
  addBesideBodies(graph, symbols, bodies);
  const { rows, byName } = symbols;
  const gifts = keepReachable(
    reasons,
    graph.sites.flatMap((site) => site.reasons),
  );
  const kept = new Set<number>();
  for (const site of graph.sites) for (const [target] of site.reasons) kept.add(target);
  for (const list of gifts.values()) for (const gift of list) for (const [target] of gift.reasons) kept.add(target);
  return {
    functions: rows,
    byName,
    callers: emitter.callers,
    graph: finishGraph(graph, kept),
    calls: collector.edges,
    gifts,
    tunables: closeTunables(tunables, graph.sites, emitter.callers),
  };
}

/** Syscalls that a kernel can be built without (kernel/sys_ni.c) lead to `sys_ni_syscall` there. */
function addMissingSyscalls(graph: GraphBuilder, symbols: SymbolTable, names: readonly string[]): void {
  for (const missing of symbols.byName.get('sys_ni_syscall') ?? []) {
    (symbols.rows[missing] as FunctionRow).flags |= FunctionFlag.stub;
    for (const name of names) {
      for (const id of symbols.byName.get(name) ?? []) addEdge(graph, id, missing, 'call', 0, '', 0);
    }
  }
}

/** In the order of ids: that of lines. */
function byLine<Fn extends FunctionHead>(written: readonly Fn[], generated: readonly Fn[]): readonly Fn[] {
  return [...written, ...generated].sort((a, b) => a.line - b.line || (a.name < b.name ? -1 : 1));
}
