/** Facts of files and the tree's own tables, linked to what goes into a pack. */

import { ARCHES, type Arch } from '../src/domain/arch.js';
import { NODE_KINDS } from '../src/domain/graph.js';
import { FunctionFlag } from '../src/store/schema.js';
import type { Beside } from './beside-task.js';
import type { FactsStore } from './link/facts-store.js';
import type { GatheredHeads } from './link/gather-heads.js';
import { type LinkedKernel, linkKernel } from './link/link.js';
import type { DatabaseInput, SyscallTableRow } from './pack/write-database.js';
import { maskOf } from './tables/arch-masks.js';
import { defaultConfigPaths } from './tables/config-popularity.js';
import { errnoHeaderPaths, readErrnos } from './tables/errnos.js';
import { makefilePaths } from './tables/kbuild.js';
import { kconfigPaths } from './tables/kconfig.js';
import { readSyscalls, syscallTablePaths } from './tables/syscalls.js';
import { untracedFiles } from './tables/untraced.js';
import { documentation, documentationPaths } from './tunables/documentation.js';

/** Files that are read as text beside the C code: tables, Makefiles, Kconfig, default configurations. */
export function isTable(path: string): boolean {
  return (
    path === 'Makefile' ||
    syscallTablePaths(path) ||
    makefilePaths(path) ||
    kconfigPaths(path) ||
    defaultConfigPaths(path) ||
    documentationPaths(path) ||
    errnoHeaderPaths(path)
  );
}

/** C code of the kernel itself; tools, samples and the scripts that build it are programs of their own. */
export function isCode(path: string): boolean {
  return /\.[ch]$/.test(path) && !/^(?:tools|samples|scripts|Documentation|usr|LICENSES|debian)\//.test(path);
}

export type Assembled = Omit<DatabaseInput, 'manifest' | 'callCounts' | 'nameBlobs'> & {
  readonly kernel: LinkedKernel;
};

/** @param beside - what the thread beside tells is waited for where it is needed */
export async function assemble(
  facts: FactsStore,
  gathered: GatheredHeads,
  tables: ReadonlyMap<string, string>,
  beside: Pick<Beside, 'build' | 'functionArches' | 'functionPriors'>,
): Promise<Assembled> {
  const errnos = readErrnos(tables);
  const errnoIds = new Map(errnos.filter((row) => row.aliasOf === null).map((row) => [row.name, row.id] as const));
  for (const row of errnos) {
    const target = row.aliasOf === null ? undefined : errnoIds.get(row.aliasOf);
    if (target !== undefined) errnoIds.set(row.name, target);
  }
  const entries = readSyscalls((path) => tables.get(path)).rows;
  const bodies = entries.map((row) => row.body);
  const { files: build, modules, numbers } = await beside.build;
  const kernel = linkKernel(facts, gathered, {
    errnoIds,
    untraced: untracedFiles(tables),
    bodies,
    documents: documentation(tables),
    numbers,
    moduleOf: (file) => modules[file] ?? null,
  });
  const functionArches = await beside.functionArches;
  const functionPriors = await beside.functionPriors;
  const syscalls = entries.map((row): SyscallTableRow => {
    const { arch, abi, name, number, entry, body } = row;
    return { arch, abi, name, number, entry, function: bodyOf(kernel, facts.paths, build, functionArches, body, arch) };
  });
  return { kernel, paths: facts.paths, build, functionArches, functionPriors, errnos, syscalls };
}

/**
 * The function of a syscall's body on an arch: what can be built for it, the arch's own before the shared one, then what is
 * most commonly built.
 */
function bodyOf(
  kernel: LinkedKernel,
  paths: readonly string[],
  build: DatabaseInput['build'],
  functionArches: Uint16Array,
  body: string,
  arch: Arch,
): number | null {
  const folder = ARCHES[arch].directory;
  let best: number | null = null;
  let bestRank = -1;
  for (const id of kernel.byName.get(body) ?? []) {
    const row = kernel.functions[id];
    const path = paths[row?.file ?? -1] ?? '';
    if (!row || path.endsWith('.h') || path === 'kernel/sys_ni.c') continue;
    const own = path.startsWith(`arch/${folder}/`);
    if (!own && path.startsWith('arch/')) continue;
    const weak = (row.flags & FunctionFlag.weak) !== 0;
    const rank =
      ((functionArches[id] as number) & maskOf(arch) ? 16 : 0) +
      (own ? 8 : 0) +
      (weak ? 0 : 4) +
      (row.flags & FunctionFlag.syscall ? 2 : 0) +
      (build[row.file]?.prior ?? 0);
    if (rank > bestRank) {
      bestRank = rank;
      best = id;
    }
  }
  if (best === null || (functionArches[best] as number) & maskOf(arch)) return best;
  // The call has a number there, and no kernel of the arch its code.
  const missing = kernel.byName.get('sys_ni_syscall') ?? [];
  return missing.find((id) => (functionArches[id] as number) & maskOf(arch)) ?? null;
}

/** Counts for the manifest and the summary. */
export function countsOf(assembled: Assembled): {
  functions: number;
  sites: number;
  edges: number;
  opsTables: number;
  syscalls: number;
} {
  const { graph, functions } = assembled.kernel;
  const ops = NODE_KINDS.indexOf('ops');
  return {
    functions: functions.length,
    sites: graph.sites.length,
    edges: graph.edgeTarget.length,
    opsTables: graph.nodeKind.filter((kind) => kind === ops).length,
    syscalls: assembled.syscalls.length,
  };
}
