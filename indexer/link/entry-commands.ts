/** Under which commands the functions of an ops table stand: the constants and the file's name of their entry. */

import type { InitializerFacts } from '../parse/facts.js';
import { addChoice, addNameChoice, type CommandSets, commandSet, constantSet } from './command-sets.js';

/** Structs that describe a file or a file system, and the field with its name (include/linux/cgroup-defs.h, sysctl.h, fs.h, configfs.h; 5.10 to 7.3). */
const FILE_STRUCTS: ReadonlyMap<string, string> = new Map([
  ['cftype', 'name'],
  ['ctl_table', 'procname'],
  ['tree_descr', '#0'],
  ['file_system_type', 'name'],
  ['configfs_attribute', 'ca_name'],
]);

/** A file of sysfs is named by the `struct attribute` in what describes it, whatever that is (include/linux/sysfs.h; 5.10 to 7.3). */
const ATTRIBUTE = 'attr';

/** The struct of a controller, and the fields with its tables of files (include/linux/cgroup-defs.h; 5.10 to 7.3). */
const CONTROLLER = 'cgroup_subsys';
const CONTROLLER_FILES = /^(?:dfl_cftypes|legacy_cftypes|base_cftypes)$/;

export interface EntryNames {
  /** Ops table (`file variable`) → names of the files that are made with it. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Table of a controller's files (`file variable`) → what stands before their names. */
  readonly prefixes: ReadonlyMap<string, readonly string[]>;
  /** What tells entries apart → the names in its place: one entry has one of them. */
  readonly choices: Map<string, Set<string>>;
}

/** What stands in the facts of the initialisers that `entryNames` reads. */
export const ENTRY_STRUCTS: readonly string[] = [CONTROLLER, ...FILE_STRUCTS.keys()].map((tag) => `:${tag}"`);

/** @param each - visits all initialisers of those structs, and perhaps others */
export function entryNames(
  made: readonly { readonly file: number; readonly name: string; readonly variable: string }[],
  each: (visit: (facts: InitializerFacts, file: number) => void) => void,
): EntryNames {
  const files = new Map<string, string[]>();
  const prefixes = new Map<string, string[]>();
  const add = (into: Map<string, string[]>, key: string, name: string): void => {
    const known = into.get(key);
    if (known) known.push(name);
    else into.set(key, [name]);
  };
  for (const { file, name, variable } of made) add(files, `${file} ${variable}`, name);
  each((facts, file) => {
    const tag = facts.type.slice(2);
    if (tag === CONTROLLER) {
      // SUBSYS(x) makes `x_cgrp_subsys` of the controller x (include/linux/cgroup_subsys.h).
      const name = facts.variable.replace(/_cgrp_subsys$/, '');
      for (const [path, value] of facts.entries)
        if (CONTROLLER_FILES.test(path)) add(prefixes, `${file} ${value}`, name);
    } else if (FILE_STRUCTS.has(tag)) {
      for (const [, value, , , under] of facts.entries)
        for (const name of fileNames(tag, under)) add(files, `${file} ${value}`, name);
    }
  });
  return { files, prefixes, choices: new Map() };
}

/** The set of commands of one entry; `tag` is the struct of the table. */
export function entryCommands(
  sets: CommandSets,
  { files, prefixes, choices }: EntryNames,
  facts: InitializerFacts,
  tag: string,
  file: number,
  under: readonly string[] = [],
): number {
  const variable = `${file} ${facts.variable}`;
  const made = files.get(variable);
  if (made) {
    choose(choices, 'files', made);
    return commandSet(sets, made);
  }
  if (under.length === 0) return 0;
  const attributes = namesIn(ATTRIBUTE, under);
  if (attributes.length) {
    choose(choices, ATTRIBUTE, attributes);
    return commandSet(sets, attributes);
  }
  const names = fileNames(tag, under);
  if (names.length) {
    const before = prefixes.get(variable);
    const whole = before ? before.flatMap((prefix) => names.map((name) => `${prefix}.${name}`)) : names;
    choose(choices, tag, whole);
    return commandSet(sets, whole);
  }
  const constants: string[] = [];
  for (const one of under) {
    const [field = '', name = ''] = one.split('=');
    if (!sets.constants.has(name)) continue;
    constants.push(name);
    choose(choices, field === '[]' || field === '()' ? `${variable} ${field}` : `${tag}.${field}`, [name]);
  }
  return constantSet(sets, constants);
}

/** Notes what the entries of tables can be instead of each other. */
export function addEntryChoices(sets: CommandSets, { choices }: EntryNames): void {
  for (const [key, names] of choices) {
    if (names.size < 2) continue;
    if (/^\d+ |\./.test(key)) addChoice(sets, [...names]);
    else addNameChoice(sets, names);
  }
}

function choose(choices: Map<string, Set<string>>, key: string, names: readonly string[]): void {
  const known = choices.get(key);
  if (known) for (const name of names) known.add(name);
  else choices.set(key, new Set(names));
}

function fileNames(tag: string, under: readonly string[] = []): string[] {
  const field = FILE_STRUCTS.get(tag);
  return field === undefined ? [] : namesIn(field, under);
}

function namesIn(field: string, under: readonly string[]): string[] {
  return under.filter((one) => one.startsWith(`${field}="`)).map((one) => one.slice(field.length + 2, -1));
}
