/** Mount options: tables of `struct fs_parameter_spec`, and the file systems that have them. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { MountOptionFacts, Place, TunableFacts } from './facts.js';
import { fieldsOf, readTree } from './initializer-tree.js';
import { localsOf, placesOf } from './places.js';
import { type SourceText, stringOf } from './source-text.js';
import { writtenPlaces } from './written-places.js';

/** `fsparam_u64("size", Opt_size)` (include/linux/fs_parser.h, since 5.1). */
const OPTION = /^(?:fsparam_\w+|__fsparam)\s*\((.*)\)$/s;

export function mountOptions(source: SourceText): Pick<TunableFacts, 'mountOptions' | 'fileSystems'> {
  if (!/\b(?:fs_parameter_spec|file_system_type)\b/.test(source.code)) return {};
  const tables: [string, MountOptionFacts[]][] = [];
  const fileSystems: [string, string][] = [];
  let copies: ReadonlyMap<Place, readonly Place[]> | undefined;
  let starts: ReadonlyMap<Place, Start> | undefined;
  for (const { variable, head, value, start } of source.initializers) {
    if (/\bfs_parameter_spec\b/.test(head)) {
      copies ??= copiesIn(source);
      starts ??= startsIn(source);
      const options: MountOptionFacts[] = [];
      for (const { value: item, at } of readTree(value, source.macros).fields ?? []) {
        const args = splitTopLevel(OPTION.exec(item.text)?.[1] ?? '').map((arg) => arg.trim());
        const name = args.flatMap((arg) => stringOf(arg) ?? [])[0];
        const label = args.find((arg) => /^[Oo]pt\w*_\w+$|^[A-Z]\w*pt_\w+$/.test(arg));
        // What is mounted is no setting of how.
        if (name === undefined || label === undefined || name === 'source') continue;
        const set = handlersOf(source, label).flatMap((fn) => writtenPlaces(source, fn, label));
        const places = [...new Set([...set, ...set.flatMap((place) => copies?.get(place) ?? [])])];
        const begins = set.flatMap((place) => starts?.get(place) ?? [])[0];
        options.push({ name, places, ...begins, line: source.lineOf(start + at) });
      }
      if (options.length) tables.push([variable, options]);
    } else if (/\bstruct\s+file_system_type\b/.test(head)) {
      const fields = fieldsOf(readTree(value, source.macros));
      const name = stringOf(fields.get('name')?.text);
      const options = fields.get('parameters')?.text;
      if (name !== undefined && options) fileSystems.push([name, options]);
    }
  }
  return { ...(tables.length && { mountOptions: tables }), ...(fileSystems.length && { fileSystems }) };
}

/** The functions that part by the option. */
function handlersOf({ functions }: SourceText, label: string): string[] {
  const test = new RegExp(`\\bcase\\s+${label}\\s*:`);
  return [...functions.values()].flatMap(({ name, body }) => (test.test(body) ? [name] : []));
}

/** What an option starts with. */
type Start = Pick<MountOptionFacts, 'initial' | 'by'>;

/** Functions that fill a new mount, or the context of one. */
const BEGINS = /init_fs_context|fill_super|default/;
const NUMBER = /^[-\w\s()|<+*]*$/;

/** What a mount starts with: `ctx->mode = 0777 | S_ISVTX`, `ctx->blocks = default_blocks()`. */
function startsIn({ functions }: SourceText): ReadonlyMap<Place, Start> {
  const starts = new Map<Place, Start>();
  for (const { name, head, body } of functions.values()) {
    if (!BEGINS.test(name)) continue;
    const locals = localsOf(head + body);
    for (const [, left = '', right = ''] of body.matchAll(/(\w+->[\w.>-]+)\s*=(?!=)\s*([^;{}"]{1,100});/g)) {
      const [place] = placesOf(left, locals);
      const value = right.trim();
      if (place === undefined || starts.has(place)) continue;
      const called = /^([a-z_]\w*)\s*\(/.exec(value)?.[1];
      if (called !== undefined) starts.set(place, { by: called });
      else if (NUMBER.test(value) && /^[-(\dA-Z]/.test(value) && !/\w\s*\(/.test(value))
        starts.set(place, { initial: value });
    }
  }
  return starts;
}

/** What is copied from the context of a mount to the mount: `sbinfo->max_inodes = ctx->inodes`. */
function copiesIn(source: SourceText): ReadonlyMap<Place, readonly Place[]> {
  const copies = new Map<Place, Place[]>();
  for (const { head, body } of source.functions.values()) {
    const locals = localsOf(head + body);
    for (const [, left = '', right = ''] of body.matchAll(/(\w+->[\w.>-]+)\s*=(?!=)\s*(\w+->[\w.>-]+)\s*;/g)) {
      const [into] = placesOf(left, locals);
      const [from] = placesOf(right, locals);
      if (into !== undefined && from !== undefined) copies.set(from, [...(copies.get(from) ?? []), into]);
    }
  }
  return copies;
}
