/** Reads struct, union and typedef definitions: which fields there are and what lies behind them. */

import type { StructFacts } from './facts.js';
import { splitTopLevel } from './split-top-level.js';
import { parseTypedName, typeOf } from './type-name.js';

export interface AggregateFacts {
  readonly structs: readonly StructFacts[];
  readonly typedefs: readonly (readonly [string, string])[];
}

/** `text` from the keyword to behind the closing semicolon, `bodyStart`/`bodyEnd` its braces. */
export function parseAggregate(head: string, body: string, tail: string): AggregateFacts {
  if (/\benum\b/.test(head)) return { structs: [], typedefs: [] };
  const structs: StructFacts[] = [];
  const tag = /\b(?:struct|union)\s+(?:__\w+\s+)*(\w+)/.exec(head.replace(/\b__\w+\s*\([^()]*\)/g, ' '))?.[1];
  const alias = /\btypedef\b/.test(head)
    ? /(\w+)\s*;?\s*$/.exec(tail.replace(/\b__\w+\s*(\(.*\))?/g, ' '))?.[1]
    : undefined;
  const name = tag ?? alias;
  if (!name) return { structs: [], typedefs: [] };
  const fields: [string, string][] = [];
  readFields(body.slice(1, -1), name, fields, structs);
  structs.push({ tag: name, fields });
  return { structs, typedefs: alias ? [[alias, `S:${name}`]] : [] };
}

function readFields(body: string, owner: string, fields: [string, string][], structs: StructFacts[]): void {
  for (const part of splitTopLevel(body, ';')) {
    const brace = part.indexOf('{');
    if (brace >= 0) {
      const close = part.lastIndexOf('}');
      if (close < brace) continue;
      // `struct_group(name, a; b;)` keeps its members' names: only braces make a scope of their own.
      const names = splitTopLevel(part.slice(close + 1)).map((text) => parseTypedName(`int ${text}`).name);
      const inner = part.slice(brace + 1, close);
      if (/\benum\b/.test(part.slice(0, brace))) continue;
      if (names.every((name) => name === '')) readFields(inner, owner, fields, structs);
      else {
        for (const name of names) {
          if (name === '') continue;
          const tag = /\b(?:struct|union)\s+(\w+)/.exec(part.slice(0, brace))?.[1] ?? `${owner}::${name}`;
          const own: [string, string][] = [];
          readFields(inner, tag, own, structs);
          structs.push({ tag, fields: own });
          fields.push([name, `S:${tag}`]);
        }
      }
      continue;
    }
    const grouped = /^\s*struct_group\w*\s*\(\s*(?:\w+\s*,\s*)+([\s\S]*)$/.exec(part);
    readDeclarators(grouped?.[1] ?? part, fields);
  }
}

function readDeclarators(declaration: string, fields: [string, string][]): void {
  const text = declaration.trim();
  if (text === '' || text.startsWith('#')) return;
  const [first = '', ...others] = splitTopLevel(text.replace(/:\s*\w+\s*$/, ''));
  const head = parseTypedName(first.replace(/:\s*\w+\s*$/, ''));
  if (head.name === '') return;
  fields.push([head.name, head.type]);
  for (const other of others) {
    const more = parseTypedName(`int ${other.replace(/:\s*\w+\s*$/, '')}`);
    if (more.name) fields.push([more.name, head.type]);
  }
}

/** `typedef struct x y;`, `typedef int (*fn_t)(void);` → name and type; null for anything else. */
export function parseTypedef(text: string): readonly [string, string] | null {
  if (!/^\s*typedef\b/.test(text)) return null;
  const body = text.replace(/^\s*typedef\b/, '').replace(/;\s*$/, '');
  const pointer = /\(\s*\*\s*(\w+)\s*\)\s*\(/.exec(body);
  if (pointer?.[1]) return [pointer[1], 'F'];
  const plain = /^([\s\S]*?)(\w+)\s*(\(|$)/.exec(body.trim());
  if (!plain?.[2]) return null;
  if (plain[3] === '(') return [plain[2], 'F'];
  const type = typeOf(plain[1] ?? '');
  return type === '' ? null : [plain[2], type];
}
