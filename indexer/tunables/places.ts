/** Where an expression keeps its value (`Place`), told by the types that its function declares. */

import type { Place } from './facts.js';

/** Locals and parameters: name → tag of its struct, '' for other types. */
export type Locals = ReadonlyMap<string, string>;

export const NO_LOCALS: Locals = new Map();

const STRUCT =
  /\b(?:struct|union)\s+(\w+)\b((?:\s*(?:const\s*)?\**\s*\w+(?:\s*\[[^\]]*\])*(?:\s*=[^,;]*)?\s*,)*\s*(?:const\s*)?\**\s*(?:const\s*)?\w+)\s*(?=[;,=)[])/g;
const PLAIN =
  /\b(?:void|int|long|unsigned|char|bool|short|size_t|u8|u16|u32|u64|s8|s16|s32|s64|[a-z]\w*_t)\s+(?:__\w+\s+)*((?:\**\s*\w+(?:\s*\[[^\]]*\])*(?:\s*=[^,;()]*)?\s*,\s*)*\**\s*\w+)\s*(?=[;,=)[])/g;

/** The names that a function declares. */
export function localsOf(text: string): Locals {
  const locals = new Map<string, string>();
  for (const [, names = ''] of text.matchAll(PLAIN))
    for (const part of names.split(',')) {
      const name = /^[\s*]*(\w+)/.exec(part)?.[1];
      if (name) locals.set(name, '');
    }
  for (const [, tag = '', names = ''] of text.matchAll(STRUCT))
    for (const part of names.split(',')) {
      const name = /^[\s*]*(?:const\b)?[\s*]*(\w+)/.exec(part)?.[1];
      if (name) locals.set(name, tag);
    }
  return locals;
}

/** The places of `&init_net.ipv4.sysctl_x`, `offsetof(struct x, y)`, `ns->limits[LIMIT_X]`; [] where they cannot be told. */
export function placesOf(expression: string, locals: Locals): Place[] {
  const field =
    /offsetof\s*\(\s*struct\s+(\w+)\s*,\s*([^)]*)\)|\(\s*\(\s*struct\s+(\w+)\s*\*\s*\)\s*(?:0|NULL)\s*\)\s*->\s*(.*)/s.exec(
      expression,
    );
  if (field) return withConstants(`S:${field[1] ?? field[3]}.${field[2] ?? field[4]}`);
  const plain = expression
    .replace(/\(\s*(?:const\s+)?(?:void|char|int|long|unsigned|struct\s+\w+|\w+_t)[\w\s]*\**\s*\)/g, ' ')
    .replace(/^[\s(&*]+/, '');
  const [, root = '', rest = ''] = /^([A-Za-z_]\w*)((?:\s*(?:->|\.)\s*\w+|\s*\[[^\]]*\])*)/.exec(plain) ?? [];
  if (root === '' || /^(?:NULL|true|false|sizeof)$/.test(root) || /^\s*\(/.test(plain.slice(root.length))) return [];
  const path = rest.replace(/\s+/g, '').replaceAll('->', '.');
  const tag = locals.get(root);
  if (tag === undefined) return /[a-z]/.test(root) ? withConstants(`G:${root}${path}`) : [];
  return tag !== '' && path.includes('.') ? withConstants(`S:${tag}${path}`) : [];
}

/** Indices are left out; a constant that is one is a place of its own. */
function withConstants(path: string): Place[] {
  const constants = [...path.matchAll(/\[\s*([A-Z][A-Z0-9_]+)\s*\]/g)].map(([, name]) => `K:${name}`);
  const plain = path.replace(/\[[^\]]*\]?/g, '').replace(/[\s)]+/g, '');
  return [plain, ...constants];
}
