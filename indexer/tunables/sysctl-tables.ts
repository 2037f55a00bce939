/** Sysctl tables: what stands in them, and under which path of `/proc/sys` they are registered. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { SysctlEntry, TunableFacts, TunableUnit } from './facts.js';
import { type Field, fieldsOf, readTree, type Value } from './initializer-tree.js';
import { type Locals, localsOf, NO_LOCALS, placesOf } from './places.js';
import { type FunctionText, insideParens, type SourceText, stringOf } from './source-text.js';
import { settersBelow } from './written-places.js';

interface Draft extends SysctlEntry {
  /** Its index, by position and as written. */
  readonly index: readonly string[];
}

type Tables = Map<string, Draft[]>;

/**
 * Where the path stands among the arguments; the table follows it (include/linux/sysctl.h, include/net/net_namespace.h;
 * 5.10 to 7.3). `register_sysctl_table` has none: its table begins at the root, as `DECLARE_SYSCTL_BASE` does.
 */
const REGISTER = /\b(_{0,2}register_(?:net_)?sysctl(?:_init|_sz|_paths|_table)?)\s*\(/g;

function pathPosition(callee: string): number {
  if (callee === 'register_sysctl_table') return -1;
  return callee.includes('_net_') || callee === '__register_sysctl_table' ? 1 : 0;
}

/** The tables of a file, where it registers tables, and which functions give one. */
export function sysctlTables(source: SourceText): Pick<TunableFacts, 'tables' | 'registered' | 'gives'> {
  if (!/\b(?:ctl_table|procname|DECLARE_SYSCTL_BASE)\b|register_(?:net_)?sysctl/.test(source.code)) return {};
  const tables: Tables = new Map();
  const prefixes = new Map<string, string>();
  for (const { variable, head, value, start } of source.initializers) {
    if (!/procname|ctl_(?:table|path)/.test(head + value) && !expandsToTable(source, value)) continue;
    const tree = readTree(value, source.macros);
    if (/\bctl_path\b/.test(head)) prefixes.set(variable, directories(tree));
    else addTables({ tables, source, start }, variable, tree);
  }
  const registered: [string, string][] = [];
  const gives: [string, string][] = [];
  for (const fn of source.functions.values()) {
    const registers = [...fn.body.matchAll(REGISTER)];
    if (registers.length === 0 && tables.size === 0) continue;
    const aliases = aliasesOf(fn, tables);
    setData(fn, aliases, tables, source);
    for (const match of registers) {
      const args = splitTopLevel(insideParens(fn.body, match.index + match[0].length - 1)).map(squeezed);
      const at = pathPosition(match[1] ?? '');
      const table = tableNamed(args[at + 1] ?? '', aliases, tables);
      if (table === undefined) continue;
      const paths = at < 0 ? [''] : pathsOf(args[at] ?? '', fn, source, prefixes);
      for (const path of paths) registered.push([path, table]);
    }
    const given = /\breturn\s+(\w+)\s*;/.exec(fn.body)?.[1];
    const table = given === undefined ? undefined : aliases.get(given);
    if (table !== undefined && /\bctl_table\b/.test(fn.head)) gives.push([fn.name, table]);
  }
  for (const [, name = '', table = ''] of source.code.matchAll(/\bDECLARE_SYSCTL_BASE\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)/g))
    registered.push([name, table]);
  return {
    ...(tables.size && { tables: [...tables].map(([name, entries]) => [name, entries.map(withoutIndex)] as const) }),
    ...(registered.length && { registered }),
    ...(gives.length && { gives }),
  };
}

function withoutIndex({ index: _, ...entry }: Draft): SysctlEntry {
  return entry;
}

/** Tables that macros of the file write: `{ .vars = { VAR_ENTRY(…), … } }`. */
function expandsToTable({ macros }: SourceText, value: string): boolean {
  return [...value.matchAll(/\b([A-Z]\w+)\s*\(/g)].some(([, name = '']) => {
    const body = macros.get(name)?.body ?? '';
    return (
      body.includes('procname') ||
      [...macros].some(([other, macro]) => body.includes(other) && macro.body.includes('procname'))
    );
  });
}

/** An initialiser that is read: its file, and where it starts. */
interface Reading {
  readonly tables: Tables;
  readonly source: SourceText;
  readonly start: number;
}

function addTables(reading: Reading, key: string, value: Value): void {
  const fields = value.fields ?? [];
  const entries = fields.flatMap((field, i) => entryOf(reading, field, i, key) ?? []);
  if (entries.length) reading.tables.set(key, entries);
  else for (const field of fields) if (field.designator) addTables(reading, `${key}.${field.designator}`, field.value);
}

function entryOf(reading: Reading, field: Field, position: number, key: string): Draft | undefined {
  const fields = fieldsOf(field.value);
  const name = fields.get('procname')?.text;
  if (name === undefined) return undefined;
  const { source } = reading;
  // `static const char flush_name[] = "flush"`
  const named = source.initializers.find(({ variable }) => variable === name);
  const mode = modeOf(fields.get('mode')?.text);
  const places = placesOf(fields.get('data')?.text ?? '', NO_LOCALS);
  const handler = fields.get('proc_handler')?.text ?? '';
  // `.data = &init_net`: which field it is, a handler of the file knows.
  const whole = places.length === 1 && /^G:\w+$/.test(places[0] ?? '') && source.functions.has(handler);
  const keptByHandler = (places.length === 0 || whole) && /^\w+$/.test(handler);
  const unit = unitOf(handler);
  const child = fields.get('child');
  // A table in place: `.child = (struct ctl_table []) { … }`.
  const inner = child?.fields === undefined ? squeezed(child?.text ?? '') : `${key}[${position}].child`;
  if (child?.fields) addTables(reading, inner, child);
  const [min, max] = [boundOf(fields.get('extra1')), boundOf(fields.get('extra2'))];
  return {
    name: stringOf(name) ?? stringOf(named?.value) ?? '*',
    ...(mode !== undefined && { mode }),
    places,
    ...(unit && { unit }),
    ...(keptByHandler && { through: [handler, ...settersBelow(source, handler)] }),
    ...(min && { min }),
    ...(max && { max }),
    ...(/^\w+$|\.child$/.test(inner) && inner !== 'NULL' && { child: inner }),
    line: source.lineOf(reading.start + field.at),
    index: [String(position), ...(/^\[(.*)\]$/.exec(field.designator)?.slice(1) ?? [])],
  };
}

/** The unit that a handler of the kernel shows what is kept in jiffies in (kernel/sysctl.c, 5.10 to 7.3). */
function unitOf(handler: string): TunableUnit | undefined {
  if (/^proc_dou?(?:int|long)vec_ms_jiffies/.test(handler)) return 'ms';
  if (/^proc_dou?(?:int|long)vec_userhz_jiffies/.test(handler)) return 'userhz';
  return /^proc_dou?(?:int|long)vec_jiffies/.test(handler) ? 's' : undefined;
}

/** A permission as C writes it: octal, or names of bits; undefined for anything else. */
export function modeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  const bits = text.split('|').map((word) => MODES.get(word.trim()));
  return bits.includes(undefined) ? undefined : bits.reduce<number>((sum, bit) => sum | (bit ?? 0), 0);
}

/** include/linux/stat.h */
const MODES: ReadonlyMap<string, number> = new Map([
  ['S_IRUSR', 0o400],
  ['S_IWUSR', 0o200],
  ['S_IRGRP', 0o040],
  ['S_IWGRP', 0o020],
  ['S_IROTH', 0o004],
  ['S_IWOTH', 0o002],
  ['S_IRUGO', 0o444],
  ['S_IWUGO', 0o222],
]);

function boundOf(value: Value | undefined): string | undefined {
  const text = value?.text.replace(/^\((?:const )?void\s*\*\)/, '').replace(/^&/, '');
  return text === undefined || text === 'NULL' || !/^[\w[\].]+$/.test(text) ? undefined : text;
}

/** `{ { .procname = "kernel" }, { .procname = "seccomp" }, { } }` → `kernel/seccomp` */
function directories(tree: Value): string {
  return (tree.fields ?? []).flatMap(({ value }) => stringOf(fieldsOf(value).get('procname')?.text) ?? []).join('/');
}

/** What local names stand for in a function: a table of the file, or what another function gives (`f()`). */
function aliasesOf({ body }: FunctionText, tables: Tables): Map<string, string> {
  const aliases = new Map<string, string>();
  const roots = new Set([...tables.keys()].map((key) => key.split(/[.[]/)[0]));
  for (const [, left = '', right = ''] of body.matchAll(/([\w.>-]+)\s*=(?!=)\s*([^;={}]+)[;,]/g)) {
    const name = squeezed(left);
    const table = [...right.matchAll(/[A-Za-z_]\w*(?:\.\w+)*/g)].find(([word]) => roots.has(word.split('.')[0]));
    const known = table?.[0] ?? aliases.get(squeezed(right).split('[')[0] ?? '');
    const call = /^\s*(\w+)\s*\(/.exec(right)?.[1];
    if (known !== undefined) {
      if (!aliases.has(name)) aliases.set(name, known);
    } else if (call && !aliases.has(name) && /(?:sysctl|table)/.test(call)) aliases.set(name, `${call}()`);
  }
  return aliases;
}

/** The table that an argument means; undefined where it is none of this file's, and no global's. */
function tableNamed(
  argument: string,
  aliases: ReadonlyMap<string, string>,
  tables: Tables,
  index = '',
): string | undefined {
  const text = argument.replace(/^&/, '').replace(/\[0\]$/, '');
  if (tables.has(text)) return text;
  const alias = aliases.get(text);
  if (alias !== undefined) return alias;
  // A parameter: the table whose elements have that label.
  const labelled = /^[A-Z]/.test(index)
    ? [...tables].filter(([, list]) => list.some((one) => one.index.includes(index)))
    : [];
  if (labelled[0]) return labelled[0][0];
  // `t->vars` where `t` is a copy of a struct that holds the table.
  const [root = '', ...rest] = text.replaceAll('->', '.').split('.');
  const base = aliases.get(root) ?? root;
  if (rest.length) return `${base}.${rest.join('.')}`;
  return /^\w+$/.test(text) ? text : undefined;
}

/** The paths that an argument can mean, `*` for what is only known at run time. */
function pathsOf(
  argument: string,
  fn: FunctionText,
  source: SourceText,
  prefixes: ReadonlyMap<string, string>,
): readonly string[] {
  const literal = stringOf(argument) ?? stringOf(source.macros.get(argument)?.body);
  if (literal !== undefined) return [literal];
  const prefix = prefixes.get(argument);
  if (prefix !== undefined) return [prefix];
  const print = new RegExp(`\\bsn?printf\\s*\\(\\s*${argument}\\s*,`).exec(fn.body);
  if (!/^\w+$/.test(argument) || !print) return [];
  const args = splitTopLevel(insideParens(fn.body, print.index + print[0].indexOf('(')));
  const at = args.findIndex((arg) => stringOf(arg) !== undefined);
  let paths = [''];
  let given = at;
  for (const part of (stringOf(args[at]) ?? '').split(/(%\w+)/)) {
    const values = part.startsWith('%') ? textsOf(args[++given]?.trim() ?? '', fn) : [part];
    paths = paths.flatMap((path) => values.map((value) => path + value));
  }
  return paths;
}

/** The texts that a variable is given in a function, `*` where they are not all written out. */
function textsOf(name: string, { body }: FunctionText): readonly string[] {
  const given = [...body.matchAll(new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\s*=(?!=)\\s*([^;]+);`, 'g'))];
  const texts = given.map(([, text]) => stringOf(text));
  return texts.length === 0 || texts.includes(undefined) ? ['*'] : [...new Set(texts as string[])];
}

/** What a function puts into elements of a table before it registers it: `table[I].data = &net->x`. */
function setData(fn: FunctionText, aliases: ReadonlyMap<string, string>, tables: Tables, source: SourceText): void {
  const sets = fn.body.matchAll(/([\w.>-]+)\[([^\]=;]+)\]\.(data|procname|proc_handler)\s*=(?!=)\s*([^;]+);/g);
  let locals: Locals | undefined;
  for (const [, left = '', index = '', field, right = ''] of sets) {
    const key = tableNamed(squeezed(left), aliases, tables, squeezed(index));
    if (key === undefined) continue;
    const entries = tables.get(key) ?? [];
    if (entries.length === 0 && field === 'data') continue;
    if (field !== 'data') {
      // Elements made at run time.
      if (entries.length === 0 && field === 'procname')
        tables.set(key, [{ name: stringOf(right) ?? '*', places: [], line: 0, index: [squeezed(index)] }]);
      continue;
    }
    locals ??= localsOf(fn.head + fn.body);
    const places = placesOf(right, locals);
    if (places.length === 0) continue;
    const wanted = squeezed(index);
    tables.set(
      key,
      entries.map((entry) => {
        // In a loop over all elements: what a handler of the file keeps is none of them.
        const looped = /^[a-z]$/.test(wanted) && !source.functions.has(entry.through?.[0] ?? '');
        const fits = entry.index.includes(wanted) || (looped && entry.places.length === 0);
        return fits && entry.places.length === 0 ? { ...entry, places } : entry;
      }),
    );
  }
}

function squeezed(text: string): string {
  return text.replace(/"[^"]*"|\s+/g, (part) => (part.startsWith('"') ? part : ''));
}
