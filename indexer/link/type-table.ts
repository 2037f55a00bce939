/** Struct fields, typedefs and global variables of a tree; tells which field of which struct an access path means. */

import type { FileFacts, MacroFacts } from '../parse/facts.js';

export interface TypeTable {
  /** tag → field → type (see `typeOf`). */
  readonly fields: Map<string, Map<string, string>>;
  /** tag → field names in order, for initialisers without names. */
  readonly order: Map<string, readonly string[]>;
  readonly typedefs: Map<string, string>;
  readonly globals: Map<string, string>;
  /** field name → tags that have a field of that name holding functions. */
  readonly functionFields: Map<string, Set<string>>;
  /** Object-like macros; a field can be one: `#define sk_prot __sk_common.skc_prot`. */
  readonly aliases: ReadonlyMap<string, string>;
  returnsOf: (name: string, file: number) => string;
  macroOf: (name: string, file: number) => MacroFacts | undefined;
  readonly cache: Map<string, string | null>;
}

export function typeTable(aliases: ReadonlyMap<string, string>): TypeTable {
  return {
    aliases,
    fields: new Map(),
    order: new Map(),
    typedefs: new Map(),
    globals: new Map(),
    functionFields: new Map(),
    returnsOf: () => '',
    macroOf: () => undefined,
    cache: new Map(),
  };
}

export function addTypes(table: TypeTable, facts: Pick<FileFacts, 'structs' | 'typedefs' | 'globals'>): void {
  for (const { tag, fields } of facts.structs) {
    let known = table.fields.get(tag);
    if (!known) {
      known = new Map();
      table.fields.set(tag, known);
      table.order.set(
        tag,
        fields.map(([name]) => name),
      );
    }
    for (const [name, type] of fields) if (!known.has(name)) known.set(name, type);
  }
  for (const [name, type] of facts.typedefs) if (!table.typedefs.has(name)) table.typedefs.set(name, type);
  for (const [name, type] of facts.globals) if (!table.globals.has(name)) table.globals.set(name, type);
}

/** The struct that a type leads to, or ''. */
export function tagOf(table: TypeTable, type: string): string {
  let current = type;
  for (let i = 0; i < 5; i++) {
    if (current.startsWith('S:')) return current.slice(2);
    if (!current.startsWith('T:')) return '';
    current = table.typedefs.get(current.slice(2)) ?? '';
  }
  return '';
}

/** `S:file.f_op.read` → `file_operations.read`; null where a part of the path is unknown. */
export function resolvePath(table: TypeTable, path: string, file: number): string | null {
  const key = path.startsWith('S:') || path.startsWith('T:') ? path : `${file} ${path}`;
  const known = table.cache.get(key);
  if (known !== undefined) return known;
  const resolved = resolve(table, path, file, 0);
  table.cache.set(key, resolved);
  return resolved;
}

function resolve(table: TypeTable, path: string, file: number, depth: number): string | null {
  const parts = path.split('.');
  const root = parts[0] ?? '';
  if (parts.length < 2) return null;
  let tag = rootTag(table, root, file, depth);
  for (let i = 1; i < parts.length; i++) {
    if (tag === '') return null;
    const part = parts[i] ?? '';
    const alias = table.fields.get(tag)?.has(part) ? undefined : table.aliases.get(part);
    if (alias !== undefined && parts.length < 16) parts.splice(i, 1, ...alias.split('.'));
    if (i === parts.length - 1) break;
    tag = tagOf(table, table.fields.get(tag)?.get(parts[i] ?? '') ?? '');
  }
  return tag === '' ? null : `${tag}.${parts.at(-1)}`;
}

/** The struct that a path's value is or points to. */
function valueTag(table: TypeTable, path: string, file: number, depth: number): string {
  if (depth > 5) return '';
  if (!path.includes('.')) return rootTag(table, path, file, depth);
  const field = resolve(table, path, file, depth + 1);
  if (!field) return '';
  const [tag = '', name = ''] = splitKey(field);
  return tagOf(table, table.fields.get(tag)?.get(name) ?? '');
}

function rootTag(table: TypeTable, root: string, file: number, depth: number): string {
  if (root.startsWith('S:') || root.startsWith('T:')) return tagOf(table, root);
  const name = root.slice(2);
  if (root.startsWith('G:')) {
    const type = table.globals.get(name);
    return type === undefined ? '' : tagOf(table, type);
  }
  if (root.startsWith('C:')) {
    const tag = tagOf(table, table.returnsOf(name, file));
    if (tag) return tag;
    const macro = table.macroOf(name, file);
    return macro?.value && depth < 5 ? valueTag(table, macro.value, file, depth + 1) : '';
  }
  return '';
}

/** Whether the field `tag.field` holds a pointer to a function. */
export function holdsFunction(table: TypeTable, key: string): boolean {
  const [tag, name] = splitKey(key);
  return isFunction(table, table.fields.get(tag)?.get(name) ?? '');
}

/** Whether a type (see `typeOf`) is that of a pointer to a function. */
export function isFunction(table: TypeTable, type: string): boolean {
  let current = type;
  for (let i = 0; i < 5 && current.startsWith('T:'); i++) current = table.typedefs.get(current.slice(2)) ?? '';
  return current === 'F';
}

/** field name → the tags of all structs with a field of that name that holds a pointer to a function. */
export function functionFieldsOf(table: TypeTable): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [tag, fields] of table.fields)
    for (const [name, type] of fields) {
      if (type !== 'F' && !(type.startsWith('T:') && holdsFunction(table, `${tag}.${name}`))) continue;
      const known = found.get(name);
      if (known) known.push(tag);
      else found.set(name, [tag]);
    }
  return found;
}

/** `tag.field` → both; tags of nested structs hold no dot. */
function splitKey(key: string): [string, string] {
  const dot = key.lastIndexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}
