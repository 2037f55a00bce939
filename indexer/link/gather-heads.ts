/** What the heads of all files say, gathered before any body is linked. */

import { FunctionFlag } from '../../src/store/schema.js';
import type { FileFacts, InitializerFacts } from '../parse/facts.js';
import type { OwnSummary } from '../parse/own-summary.js';
import { isInjection } from './external.js';
import type { FactsStore } from './facts-store.js';
import { markedOps } from './marked-ops.js';
import { type Names, readNames } from './names.js';
import { type GatheredTunables, gatheredTunables, gatherTunables } from './tunable-facts.js';

export interface GatheredHeads {
  readonly names: Names;
  /** Initialisers that macros define, by file; those that are written are many, and read when they are needed. */
  readonly madeTables: ReadonlyMap<number, readonly InitializerFacts[]>;
  /** For each file first and last line of every function that is written in it, in turn. */
  readonly functionLines: readonly Int32Array[];
  readonly marked: readonly (readonly [FileFacts['marks'], number])[];
  readonly settings: GatheredTunables;
  /** What functions do with their parameters. */
  readonly drafts: { readonly own: OwnSummary; readonly id: number; readonly file: number }[];
  readonly exported: ReadonlySet<string>;
  /** Functions that refuse probes. */
  readonly forbidden: ReadonlySet<string>;
  /** Syscalls that a kernel can be built without. */
  readonly conditional: readonly string[];
  readonly injections: readonly { readonly name: string; readonly file: number }[];
  /** Constants that programs can name. */
  readonly constants: ReadonlySet<string>;
  /** Those of them that are commands of ioctls. */
  readonly ioctls: ReadonlySet<string>;
  /** Constants that are the numbers of commands, and these. */
  readonly numbers: ReadonlyMap<string, readonly string[]>;
  readonly madeFiles: readonly { readonly file: number; readonly name: string; readonly variable: string }[];
}

/** Modules that try the kernel out: their settings are no administrator's. */
const TESTS = /^lib\/test_|\/selftests?\/|[-_](?:k?unit)?test\.c$/;

export function gatherHeads(facts: FactsStore): GatheredHeads {
  const madeTables = new Map<number, readonly InitializerFacts[]>();
  const functionLines: Int32Array[] = [];
  const marked: GatheredHeads['marked'][number][] = [];
  const settings = gatheredTunables();
  const exported = new Set<string>();
  const forbidden = new Set<string>();
  const conditional: string[] = [];
  const injections: GatheredHeads['injections'][number][] = [];
  const constants = new Set<string>();
  const ioctls = new Set<string>();
  const numbers = new Map<string, string[]>();
  const madeFiles: GatheredHeads['madeFiles'][number][] = [];
  const drafts: GatheredHeads['drafts'][number][] = [];
  const names = readNames(facts, (head, file, items, functions, firstId) => {
    const marks = markedOps(head.marks, items.marks);
    if (marks.length) marked.push([marks, file]);
    functions.forEach(({ own }, i) => {
      if (own) drafts.push({ own, id: firstId + i, file });
    });
    if (items.initializers.length) madeTables.set(file, items.initializers);
    functionLines[file] = Int32Array.from(head.functions.flatMap(({ line, endLine }) => [line, endLine]));
    for (const [mark, [name = '', kind]] of head.marks) {
      if (mark.startsWith('EXPORT_SYMBOL')) exported.add(name);
      else if (mark === 'NOKPROBE_SYMBOL') forbidden.add(name);
      else if (isInjection(mark, kind)) injections.push({ name, file });
      else if (mark === 'COND_SYSCALL') conditional.push(`sys_${name}`);
      else if (mark === 'COND_SYSCALL_COMPAT') conditional.push(`compat_sys_${name}`);
    }
    for (const name of head.constants ?? []) constants.add(name);
    for (const name of head.ioctls ?? []) ioctls.add(name);
    for (const [command, number] of head.numbers ?? []) numbers.set(number, [...(numbers.get(number) ?? []), command]);
    for (const [name, variable] of head.files ?? []) madeFiles.push({ file, name, variable });
    if (!TESTS.test(head.path)) gatherTunables(settings, head.tunables, file, head.path);
  });
  return {
    names,
    madeTables,
    functionLines,
    marked,
    settings,
    drafts,
    exported,
    forbidden,
    conditional,
    injections,
    constants,
    ioctls,
    numbers,
    madeFiles,
  };
}

/** Visits the initialisers of all files, or of those that are written only what `texts` leave (see `FactsStore`). */
export function eachInitializer(
  facts: FactsStore,
  { madeTables }: GatheredHeads,
  visit: (one: InitializerFacts, file: number) => void,
  texts?: readonly string[],
): void {
  facts.forEachTables((tables, file) => {
    for (const one of tables) visit(one, file);
    for (const one of madeTables.get(file) ?? []) visit(one, file);
  }, texts);
}

/** Marks functions that modules can call, and those that probes cannot attach to. */
export function markFunctions(
  { names: { symbols }, exported, forbidden }: GatheredHeads,
  untraced: (path: string) => boolean,
): void {
  const silent = symbols.paths.map(untraced);
  for (const row of symbols.rows) {
    if (silent[row.file]) row.flags |= FunctionFlag.untraceable;
    if (exported.has(row.name)) row.flags |= FunctionFlag.exported;
    if (forbidden.has(row.name)) row.flags |= FunctionFlag.untraceable;
  }
}
