/** Files of sysfs that can be written: attributes that macros make, the kernel's own and those of the file. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { KnobFacts, Place, TunableFacts } from './facts.js';
import { fieldsOf, readTree, substituted } from './initializer-tree.js';
import { NO_LOCALS, placesOf } from './places.js';
import { insideParens, type SourceText, stringOf } from './source-text.js';
import { modeOf } from './sysctl-tables.js';
import { writtenPlaces } from './written-places.js';

/** Devices have thousands, of their hardware; these folders serve all of them. */
const READ =
  /^(?:(?:fs|mm|kernel|block|net|ipc|security|init|io_uring|lib)\/|drivers\/(?:base|block|cpufreq|cpuidle|md|pci|scsi|nvme\/\w+)\/[^/]+$)/;

/** `DEVICE_ATTR_RW(nr_requests)`, `__ATTR(run, 0644, show, store)`, `EXT4_RW_ATTR_SBI_UI(mb_stats, s_mb_stats)` */
const ATTRIBUTE = /(?<![\w.])([A-Z0-9_]*ATTR(?:_[A-Z0-9_]+)?)\s*\(/g;
/** A macro of a file leads to one of the kernel's within so many steps. */
const MAX_STEPS = 6;

/** Objects that stand for folders (include/linux/mm.h, kobject.h, fs.h, pm.h; 5.10 to 7.3). */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['mm_kobj', '/sys/kernel/mm'],
  ['kernel_kobj', '/sys/kernel'],
  ['fs_kobj', '/sys/fs'],
  ['power_kobj', '/sys/power'],
]);

interface Attribute {
  readonly name: string;
  readonly places: readonly Place[];
  readonly mode?: number;
}

/** Whether a file is one that is read for attributes, and may make some. */
export function mayMakeAttributes(path: string, text: string): boolean {
  return path.endsWith('.c') && READ.test(path) && /ATTR(?:_[A-Z0-9_]+)?\s*\(/.test(text);
}

export function sysfsAttributes(source: SourceText): Pick<TunableFacts, 'knobs'> {
  if (!mayMakeAttributes(source.path, source.code)) return {};
  const knobs: KnobFacts[] = [];
  const seen = new Set<string>();
  for (const match of source.code.matchAll(ATTRIBUTE)) {
    const call = `${match[1]}(${insideParens(source.code, match.index + match[0].length - 1)})`;
    const found = attributeOf(source, call);
    if (!found || seen.has(found.name)) continue;
    seen.add(found.name);
    const path = folderOf(source, found.name);
    knobs.push({ ...found, kind: 'sysfs', ...(path && { path }), line: source.lineOf(match.index) });
  }
  return knobs.length ? { knobs } : {};
}

/** What a call comes to once the macros of its file are expanded; undefined for what cannot be written, or is none. */
function attributeOf(source: SourceText, call: string): Attribute | undefined {
  let text = call;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [, name = ''] = /(?<![\w.])(\w*ATTR\w*)\s*\(/.exec(text) ?? [];
    const macro = source.macros.get(name);
    const at = text.indexOf(name);
    if (name === '' || !macro?.params) break;
    const args = insideParens(text, text.indexOf('(', at));
    text = `${text.slice(0, at)} ${substituted(macro, args)}`;
  }
  return fromKernelMacro(source, text) ?? fromInitializer(source, text);
}

/** `__ATTR(name, mode, show, store)` and its like of include/linux/sysfs.h and device.h: their shape is the same. */
function fromKernelMacro(source: SourceText, text: string): Attribute | undefined {
  const match = /(?<![\w.])[A-Z0-9_]*ATTR(_RW|_WO|_RW_MODE)?\s*\(/.exec(text);
  if (!match) return undefined;
  const args = splitTopLevel(insideParens(text, match.index + match[0].length - 1)).map((arg) => arg.trim());
  const [name = '', mode, , store] = args;
  if (!/^[a-z_]\w*$/.test(name)) return undefined;
  if (match[1] !== undefined) return { name, places: writtenPlaces(source, `${name}_store`) };
  if (args.length !== 4 || store === undefined || store === 'NULL') return undefined;
  const bits = modeOf(mode);
  if (bits !== undefined && (bits & 0o222) === 0) return undefined;
  const places = [...writtenPlaces(source, store), ...offsets(text)];
  return { name, places, ...(bits !== undefined && { mode: bits }) };
}

/** `{ .attr = { .name = "run", .mode = 0644 }, .store = …, .offset = offsetof(struct x, y) }` */
function fromInitializer(source: SourceText, text: string): Attribute | undefined {
  const name = /\.name\s*=\s*(?:"([\w-]+)"|__stringify\s*\(\s*(\w+)\s*\))/.exec(text);
  const mode = modeOf(/\.mode\s*=\s*([\w\s|]+?)\s*[,}]/.exec(text)?.[1]);
  if (!name || mode === undefined || (mode & 0o222) === 0) return undefined;
  const store = /\.store\s*=\s*(\w+)/.exec(text)?.[1];
  const written = store === undefined ? [] : writtenPlaces(source, store);
  return { name: name[1] ?? name[2] ?? '', places: [...offsets(text), ...written], mode };
}

/** The fields that an attribute stands for by their place in a struct. */
function offsets(text: string): Place[] {
  return [...text.matchAll(/\boffsetof\s*\(\s*struct\s+\w+\s*,[^()]*\)/g)].flatMap(([one]) => placesOf(one, NO_LOCALS));
}

/** The path of an attribute, where its group hangs below a folder that is known; undefined elsewhere. */
function folderOf({ code, initializers, macros }: SourceText, name: string): string | undefined {
  const [, object, folder = '', below = ''] =
    /(\w+)\s*=\s*kobject_create_and_add\s*\(\s*"([\w-]+)"\s*,\s*(\w+)\s*\)/.exec(code) ?? [];
  // What hangs below further objects in the folder has a path of its own.
  const holds =
    object !== undefined && new RegExp(`\\bsysfs_create_(?:group|file)s?\\s*\\(\\s*\\*?${object}\\b`).test(code);
  const direct = /\bsysfs_create_(?:group|file)s?\s*\(\s*(\w+)\s*,/.exec(code)?.[1] ?? '';
  const base = object === undefined ? direct : holds ? below : '';
  const top = FOLDERS.get(base);
  if (top === undefined) return undefined;
  const list = initializers.find(
    ({ head, value }) => /\battribute\s*\*/.test(head) && new RegExp(`\\b${name}_attr\\b`).test(value),
  );
  const group = initializers
    .filter(({ head }) => /\battribute_group\b/.test(head))
    .map(({ value }) => fieldsOf(readTree(value, macros)))
    .find((fields) => list !== undefined && fields.get('attrs')?.text === list.variable);
  if (list === undefined || group === undefined) return undefined;
  return [top, folder, stringOf(group.get('name')?.text), name].filter(Boolean).join('/');
}
