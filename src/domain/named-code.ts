/** The code that names of file systems and modules mean: by files, by folders, and by the ops tables that functions stand in. */

import { allTexts } from '../store/texts.js';
import { fileOf, NODE_KINDS } from './graph.js';
import { kindOf, labelOf, slotLabelOf } from './graph-lookup.js';
import { leadingTo } from './leading-code.js';
import type { Pack } from './pack.js';

export interface CodeNames {
  /** Names of file systems, as in `mount -t`. */
  readonly fs?: readonly string[];
  /** Names of modules. */
  readonly module?: readonly string[];
}

/** What the named code is to each function. */
export interface NamedCode {
  /** Who means it, as bits: 1 the names of file systems, 2 those of modules. */
  readonly by: Uint8Array;
  /** The bit of the narrower names: where both are given, a module is a part of what a file system leads to. */
  readonly narrow: number;
  /** Whether both mean some code. */
  readonly both: boolean;
  /** In a folder that holds code that is named, and more. */
  readonly beside: Uint8Array;
  /** Of a file system; all zero where none was named. */
  readonly fileSystem: Uint8Array;
  /** By file, whether code in it is named narrowly: what it calls in that file is a part of it. */
  readonly files: Uint8Array;
  /** No named code, but leads to some and to little else: what libraries do for it (`kernfs` for control groups). */
  readonly towards: ReadonlySet<number>;
}

/** Names that are remembered of a pack. */
const MOST_NAMES = 32;

const KIND_OPS = NODE_KINDS.indexOf('ops');

/** The code that is named; undefined where the names mean none. */
export function namedCode(pack: Pack, names: CodeNames): Promise<NamedCode | undefined> {
  const words = [names.fs ?? [], names.module ?? []].map((list) =>
    list.map((word) => word.toLowerCase().replace(/[^\w.-]/g, '')).filter((word) => word !== ''),
  );
  const key = words.map((list) => list.join(' ')).join(',');
  return pack.memory.recall('named code', key, MOST_NAMES, () => readNamedCode(pack, words));
}

async function readNamedCode(
  pack: Pack,
  [fs = [], modules = []]: readonly (readonly string[])[],
): Promise<NamedCode | undefined> {
  if (fs.length + modules.length === 0) return undefined;
  const { functions } = pack.graph;
  const files = await allFiles(pack);
  const by = new Uint8Array(functions);
  const beside = new Uint8Array(functions);
  let given = 0;
  for (const [words, bit] of [
    [fs, 1],
    [modules, 2],
  ] as const) {
    const named = new Uint8Array(functions);
    for (const word of words) {
      const found = files.filter(({ path }) => isNamed(path, word));
      if (words === fs) found.push(...filesOfType(pack, files, word));
      for (const file of found) mark(pack, file, named);
      for (const fn of inTablesNamed(pack, word)) named[fn] = 1;
      const folders = foldersOf(found);
      for (const file of files) if (folders.has(folderOf(file.path))) mark(pack, file, beside);
    }
    if (!named.includes(1)) continue;
    given |= bit;
    for (let fn = 0; fn < functions; fn++) if (named[fn]) by[fn] = (by[fn] as number) | bit;
  }
  if (given === 0) return undefined;
  const narrow = given & 2 || 1;
  const ofFile = new Uint8Array(files.length);
  for (let fn = 0; fn < functions; fn++) if ((by[fn] as number) & narrow) ofFile[fileOf(pack.graph, fn)] = 1;
  return {
    by,
    narrow,
    both: given === 3,
    beside,
    files: ofFile,
    towards: leadingTo(pack, by),
    fileSystem: fs.length > 0 ? fileSystems(pack, files) : new Uint8Array(functions),
  };
}

interface File {
  readonly id: number;
  readonly path: string;
}

function allFiles({ store, memory }: Pack): Promise<readonly File[]> {
  return memory.recall('files', '', 1, async () => {
    const rows = await store.all('SELECT id, path FROM file ORDER BY id');
    return rows.map((row) => ({ id: Number(row.id), path: String(row.path) }));
  });
}

/** A file that is named so, or stands in a folder that is (`overlay` is in `fs/overlayfs/`). */
function isNamed(path: string, word: string): boolean {
  const at = path.indexOf(word);
  if (at < 0) return false;
  const [name = '', ...folders] = path.split('/').reverse();
  if (folders.includes(word) || folders.includes(`${word}fs`)) return true;
  return name === `${word}.c` || (name.startsWith(word) && /^[_-].*\.c$/.test(name.slice(word.length)));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Folders below a subsystem's own that hold several of the files. */
function foldersOf(files: readonly File[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = folderOf(path);
    if (path.endsWith('.c') && folder.includes('/')) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([folder]) => folder));
}

/** The file that registers a file system of that name; a file system's folder whole. */
function filesOfType(pack: Pack, files: readonly File[], word: string): File[] {
  const name = pack.graph.commands.indexOf(word);
  if (name < 0) return [];
  const { commandSets, edgeCommands, fileStart } = pack.graph;
  const found: File[] = [];
  for (const { edge, target } of typeFunctions(pack)) {
    if (!commandSets[edgeCommands[edge] as number]?.includes(name)) continue;
    const file = files.find(({ id }) => (fileStart[id] as number) <= target && target < (fileStart[id + 1] as number));
    if (file === undefined) continue;
    const folder = folderOf(file.path);
    if (/^fs\/[^/]/.test(folder)) found.push(...files.filter(({ path }) => path.startsWith(`${folder}/`)));
    else found.push(file);
  }
  return found;
}

/** The functions that stand in `struct file_system_type`, and the edges to them. */
function typeFunctions(pack: Pack): readonly TypeFunction[] {
  return pack.memory.recall('functions of file system types', '', 1, () => findTypeFunctions(pack));
}

interface TypeFunction {
  readonly edge: number;
  readonly target: number;
}

function findTypeFunctions({ graph }: Pack): readonly TypeFunction[] {
  const found: TypeFunction[] = [];
  const ofTypes = allTexts(graph.labels).map((label) => label.startsWith('file_system_type.'));
  for (let node = graph.functions; node < graph.nodes; node++) {
    if (kindOf(graph, node) !== KIND_OPS) continue;
    if (!ofTypes[slotLabelOf(graph, node)]) continue;
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (target < graph.functions) found.push({ edge, target });
    }
  }
  return found;
}

/** The functions of folders in which a file system is registered (`fs/kernfs/` and `fs/jbd2/` are used by others). */
function fileSystems(pack: Pack, files: readonly File[]): Uint8Array {
  const { functions, fileStart } = pack.graph;
  const registers = new Uint8Array(functions);
  for (const { target } of typeFunctions(pack)) registers[target] = 1;
  const folders = new Map<string, File[]>();
  for (const file of files) {
    const folder = /^fs\/[^/]+\//.exec(file.path)?.[0];
    if (folder === undefined) continue;
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  const all = new Uint8Array(functions);
  for (const list of folders.values()) {
    const holds = list.some(({ id }) => registers.subarray(fileStart[id], fileStart[id + 1]).includes(1));
    if (holds) for (const file of list) mark(pack, file, all);
  }
  return all;
}

function mark({ graph }: Pack, { id }: File, functions: Uint8Array): void {
  functions.fill(1, graph.fileStart[id], graph.fileStart[id + 1]);
}

/** The functions that stand in ops tables whose variable is named after the word (`cpu_cgrp_subsys`), and in no others. */
function inTablesNamed(pack: Pack, word: string): readonly number[] {
  const prefix = `${word.replace(/-/g, '_')}_`;
  const named = allTexts(pack.graph.labels).map((label) => label.toLowerCase().startsWith(prefix));
  const functions: number[] = [];
  for (const [fn, labels] of tablesOf(pack)) if (labels.every((label) => named[label])) functions.push(fn);
  return functions;
}

/** Function → the labels of the ops tables that it stands in. */
function tablesOf({ graph, memory }: Pack): ReadonlyMap<number, readonly number[]> {
  return memory.recall('tables of functions', '', 1, () => {
    const tables = new Map<number, number[]>();
    for (let node = graph.functions; node < graph.nodes; node++) {
      if (kindOf(graph, node) !== KIND_OPS) continue;
      for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
        const target = graph.edgeTarget[edge] as number;
        const label = labelOf(graph, edge);
        if (target >= graph.functions) continue;
        const known = tables.get(target);
        if (known) known.push(label);
        else tables.set(target, [label]);
      }
    }
    return tables;
  });
}
