/** Links the facts of all files of a tree into one return-flow graph. */

import { FunctionFlag } from '../../src/store/schema.js';
import type { Documentation } from '../tunables/documentation.js';
import { closeTunables, type LinkedTunables } from './close-tunables.js';
import { addNameChoice } from './command-sets.js';
import { emitFunction } from './emit.js';
import type { Emitter } from './emitter.js';
import { addEntryChoices, ENTRY_STRUCTS, entryNames } from './entry-commands.js';
import { errnoAliases } from './errno-names.js';
import { addErrnoTable, errnoTables } from './errno-tables.js';
import { addBesideBodies, addInjections } from './external.js';
import type { FactsStore } from './facts-store.js';
import { finishGraph, type LinkedGraph } from './finish-graph.js';
import { eachInitializer, type GatheredHeads, markFunctions } from './gather-heads.js';
import { addTable, givenTables } from './given-tables.js';
import { addEdge, type GraphBuilder, graphBuilder } from './graph-builder.js';
import { addHanded, handed } from './handed.js';
import { escapingMacros } from './macro-table.js';
import { addMarkedOps } from './marked-ops.js';
import { readBodies } from './names.js';
import { addFieldOps, addInitializers } from './ops-tables.js';
import { collectGifts, type GiftRow, keepReachable, type ReasonCollector } from './reasons.js';
import { fillSlotOuts } from './slot-outs.js';
import { addSummary, closeSummaries, summaries } from './summaries.js';
import type { FunctionRow, SymbolTable } from './symbol-table.js';
import { allEntries } from './templates.js';
import { noteFunction, tunableLinks } from './tunable-links.js';
import { tunableTable } from './tunable-table.js';

export interface LinkInput {
  /** Ids of the errnos of this release by name. */
  readonly errnoIds: ReadonlyMap<string, number>;
  /** Files that are compiled without what probes attach to. */
  readonly untraced: (path: string) => boolean;
  /** Names of the syscalls' bodies, of every arch. */
  readonly bodies: Iterable<string>;
  /** What the tree's Documentation says of tunables. */
  readonly documents: Documentation;
  /** The numbers that the configuration gives (`configNumbers`). */
  readonly numbers: ReadonlyMap<string, string>;
  /** The module that a file is built into; null for code that is always built in. */
  readonly moduleOf: (file: number) => string | null;
}

export interface LinkedKernel {
  readonly functions: readonly FunctionRow[];
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly graph: LinkedGraph;
  /** What functions return without an errno that makes a caller fail; targets are nodes of the builder. */
  readonly gifts: ReadonlyMap<number, readonly GiftRow[]>;
  readonly tunables: LinkedTunables;
}

/**
 * @param gathered - see `gatherHeads`; what is only needed here is taken out of it
 */
export function linkKernel(
  facts: FactsStore,
  gathered: GatheredHeads,
  { errnoIds, untraced, bodies, documents, numbers, moduleOf }: LinkInput,
): LinkedKernel {
  const { names, marked, settings, drafts } = gathered;
  const { symbols, macros, types, templates } = names;
  markFunctions(gathered, untraced);

  const summary = summaries();
  for (const { own, id, file } of drafts.splice(0)) addSummary(summary, own, id, file, types, symbols);
  closeSummaries(summary);

  const graph = graphBuilder(symbols.rows.length);
  for (const name of gathered.constants) if (!errnoIds.has(name)) graph.commands.constants.add(name);
  for (const [number, commands] of gathered.numbers) graph.commands.numbers.set(number, commands);
  addNameChoice(graph.commands, gathered.ioctls);
  const commandNames = entryNames(gathered.madeFiles, (visit) =>
    eachInitializer(facts, gathered, visit, ENTRY_STRUCTS),
  );
  for (const [marks, file] of marked) addMarkedOps(graph, symbols, marks, file);
  const aliases = errnoAliases(symbols.aliases, errnoIds);
  const tables = errnoTables();
  const given = givenTables();
  eachInitializer(facts, gathered, (one, file) => {
    const entries = allEntries(templates, one, file);
    addTable(given, symbols, one, file, gathered.functionLines[file] as Int32Array);
    addInitializers(graph, symbols, types, commandNames, one, entries, file);
    addErrnoTable(tables, types, aliases, one, entries, file);
  });
  addEntryChoices(graph.commands, commandNames);
  const reasons: ReasonCollector = {
    graph,
    symbols,
    macros,
    types,
    gifts: new Map(),
    handed: handed(summary, symbols),
  };
  const tunables = tunableLinks(
    tunableTable({ gathered: settings, types, paths: facts.paths, documents, numbers, moduleOf }),
    settings.members,
    reasons,
  );
  const emitter: Emitter = {
    graph,
    symbols,
    macros,
    escaping: escapingMacros(macros),
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
  readBodies(facts, names, (fn, id, file) => {
    addFieldOps(graph, symbols, types, summary, fn, file);
    emitFunction(emitter, fn, id, file);
    collectGifts(reasons, fn, id, file);
    noteFunction(tunables, fn, id, file);
  });
  addHanded(reasons.handed, graph);
  fillSlotOuts(graph);
  addMissingSyscalls(graph, symbols, gathered.conditional);
  addInjections(graph, symbols, gathered.injections);
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
    graph: finishGraph(graph, kept),
    gifts,
    tunables: closeTunables(tunables, graph.sites, emitter.callers, errnoIds),
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
