/** The code that names of file systems and modules mean: by files, by folders, and by the ops tables that functions stand in. */

import { allTexts, type Texts } from '../store/texts.js';
import { fileOf } from './graph.js';
import { leadingTo } from './leading-code.js';
import { type NamedGround, namedGround, type SourceFile } from './named-ground.js';
import type { Pack } from './pack.js';
import { rangeOf } from './place-in.js';

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
  const { functions, fileStart } = pack.graph;
  const ground = await namedGround(pack);
  const { files } = ground;
  const by = new Uint8Array(functions);
  const byFile = new Uint8Array(files.length);
  const beside = new Uint8Array(functions);
  let given = 0;
  for (const [words, bit] of [
    [fs, 1],
    [modules, 2],
  ] as const) {
    const name = (fn: number, file: number): void => {
      by[fn] = (by[fn] as number) | bit;
      byFile[file] = (byFile[file] as number) | bit;
      given |= bit;
    };
    for (const word of words) {
      const found = files.filter(({ path }) => isNamed(path, word));
      if (words === fs) found.push(...filesOfType(pack, ground, word));
      for (const { id } of found)
        for (let fn = fileStart[id] as number; fn < (fileStart[id + 1] as number); fn++) name(fn, id);
      for (const fn of inTablesNamed(pack.graph.labels, ground, word)) name(fn, fileOf(pack.graph, fn));
      const folders = foldersOf(found);
      if (folders.size > 0) for (const file of files) if (folders.has(folderOf(file.path))) mark(pack, file, beside);
    }
  }
  if (given === 0) return undefined;
  const narrow = given & 2 || 1;
  return {
    by,
    narrow,
    both: given === 3,
    beside,
    files: byFile.map((bits) => (bits & narrow ? 1 : 0)),
    towards: leadingTo(pack, by),
    fileSystem: fs.length > 0 ? fileSystems(pack, ground) : new Uint8Array(functions),
  };
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
function foldersOf(files: readonly SourceFile[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = folderOf(path);
    if (path.endsWith('.c') && folder.includes('/')) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([folder]) => folder));
}

/** The file that registers a file system of that name; a file system's folder whole. */
function filesOfType(pack: Pack, { files, types }: NamedGround, word: string): SourceFile[] {
  const name = pack.graph.commands.indexOf(word);
  if (name < 0) return [];
  const { commandSets, edgeCommands } = pack.graph;
  const found: SourceFile[] = [];
  for (const [i, target] of types.fn.entries()) {
    const edge = types.edge[i] as number;
    if (!commandSets[edgeCommands[edge] as number]?.includes(name)) continue;
    const file = files[fileOf(pack.graph, target)];
    if (file === undefined) continue;
    const folder = folderOf(file.path);
    if (/^fs\/[^/]/.test(folder)) found.push(...files.filter(({ path }) => path.startsWith(`${folder}/`)));
    else found.push(file);
  }
  return found;
}

/** The functions of folders in which a file system is registered (`fs/kernfs/` and `fs/jbd2/` are used by others). */
function fileSystems(pack: Pack, { files, types }: NamedGround): Uint8Array {
  const folders = new Set<string | undefined>();
  for (const fn of types.fn) folders.add(folderBelowFs(files[fileOf(pack.graph, fn)]?.path ?? ''));
  folders.delete(undefined);
  const all = new Uint8Array(pack.graph.functions);
  for (const file of files) if (folders.has(folderBelowFs(file.path))) mark(pack, file, all);
  return all;
}

/** `fs/ext4` of everything below it. */
function folderBelowFs(path: string): string | undefined {
  return path.startsWith('fs/') ? /^fs\/[^/]+(?=\/)/.exec(path)?.[0] : undefined;
}

function mark({ graph }: Pack, { id }: SourceFile, functions: Uint8Array): void {
  functions.fill(1, graph.fileStart[id], graph.fileStart[id + 1]);
}

/** The functions that stand in ops tables whose variable is named after the word (`cpu_cgrp_subsys`), and in no others. */
function inTablesNamed(labels: Texts, { tables: { fn, label } }: NamedGround, word: string): readonly number[] {
  const named = new Set(startingWith(labels, `${word.replace(/-/g, '_')}_`));
  const functions: number[] = [];
  for (let i = 0, every = true; i < fn.length; i++) {
    every &&= named.has(label[i] as number);
    if (fn[i] === fn[i + 1]) continue;
    if (every) functions.push(fn[i] as number);
    every = true;
  }
  return functions;
}

const decoder = new TextDecoder();

/** The numbers of the texts that start with a word of ASCII in lower case, whatever the case of their own letters. */
function startingWith(texts: Texts, word: string): number[] {
  const { bytes, starts } = texts;
  const whole = decoder.decode(bytes.slice(0, bytes.length)).toLowerCase();
  // A place in the text is one of the bytes where all is ASCII: most texts are passed over without being made.
  if (whole.length !== bytes.length)
    return allTexts(texts).flatMap((text, at) => (text.toLowerCase().startsWith(word) ? [at] : []));
  const found: number[] = [];
  for (let place = whole.indexOf(word); place >= 0; place = whole.indexOf(word, place + 1)) {
    const at = rangeOf(starts, place);
    if (starts[at] === place && place + word.length <= (starts[at + 1] as number)) found.push(at);
  }
  return found;
}
