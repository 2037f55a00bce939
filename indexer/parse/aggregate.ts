/** Reads struct, union and typedef definitions: which fields there are and what lies behind them. */

import { ERROR_FIELD, OUTSIDE_FIELD, SIGNED_ERROR_FIELD } from './external-sources.js';
import type { StructFacts } from './facts.js';
import { splitTopLevel } from './split-top-level.js';
import { parseTypedName, typeOf } from './type-name.js';

export interface AggregateFacts {
  readonly structs: readonly StructFacts[];
  readonly typedefs: readonly (readonly [string, string])[];
}

/**
 * @param head - what stands before the braces, `body` with them and `tail` behind them
 * @param shared - whether user space knows the struct too: then every signed field can hold what it put there
 * @param unnamed - the name of one without a tag
 */
export function parseAggregate(
  head: string,
  body: string,
  tail: string,
  shared: boolean,
  unnamed?: string,
): AggregateFacts {
  if (/\benum\b/.test(head)) return { structs: [], typedefs: [] };
  const structs: StructFacts[] = [];
  const tag = /\b(?:struct|union)\s+(?:__\w+\s+)*(\w+)/.exec(head.replace(/\b__\w+\s*\([^()]*\)/g, ' '))?.[1];
  const alias = /\btypedef\b/.test(head)
    ? /(\w+)\s*;?\s*$/.exec(tail.replace(/\b__\w+\s*(\(.*\))?/g, ' '))?.[1]
    : undefined;
  const name = tag ?? alias ?? unnamed;
  if (!name) return { structs: [], typedefs: [] };
  const fields: [string, string][] = [];
  readFields(body.slice(1, -1), name, fields, structs, shared);
  structs.push({ tag: name, fields });
  return { structs, typedefs: alias ? [[alias, `S:${name}`]] : [] };
}

/** Signed numbers, and those of a width that is part of an interface: there a `status` is an errno, too. */
const SIGNED = /\b(?:int|long)\b/;
const SIGNED_ABI = /\b(?:__s(?:32|64)|int(?:32|64)_t)\b/;

function readFields(
  body: string,
  owner: string,
  fields: [string, string][],
  structs: StructFacts[],
  shared: boolean,
): void {
  for (const part of splitTopLevel(body, ';')) {
    const brace = part.indexOf('{');
    if (brace >= 0) {
      const close = part.lastIndexOf('}');
      if (close < brace) continue;
      // `struct_group(name, a; b;)` keeps its members' names: only braces make a scope of their own.
      const names = splitTopLevel(part.slice(close + 1)).map((text) => parseTypedName(`int ${text}`).name);
      const inner = part.slice(brace + 1, close);
      if (/\benum\b/.test(part.slice(0, brace))) continue;
      if (names.every((name) => name === '')) readFields(inner, owner, fields, structs, shared);
      else {
        for (const name of names) {
          if (name === '') continue;
          const tag = /\b(?:struct|union)\s+(\w+)/.exec(part.slice(0, brace))?.[1] ?? `${owner}::${name}`;
          const own: [string, string][] = [];
          readFields(inner, tag, own, structs, shared);
          structs.push({ tag, fields: own });
          fields.push([name, `S:${tag}`]);
        }
      }
      continue;
    }
    const grouped = /^\s*struct_group\w*\s*\(\s*(?:\w+\s*,\s*)+([\s\S]*)$/.exec(part);
    readDeclarators(grouped?.[1] ?? part, fields, shared);
  }
}

function readDeclarators(declaration: string, fields: [string, string][], shared: boolean): void {
  const text = declaration.trim();
  if (text === '' || text.startsWith('#')) return;
  const [first = '', ...others] = splitTopLevel(text.replace(/:\s*\w+\s*$/, ''));
  const head = parseTypedName(first.replace(/:\s*\w+\s*$/, ''));
  if (head.name === '') return;
  const signed = SIGNED_ABI.test(text) ? SIGNED_ERROR_FIELD : shared && SIGNED.test(text) ? ERROR_FIELD : undefined;
  const outside = signed?.test(head.name) && head.type === '' && !head.pointer && !text.includes('unsigned');
  fields.push([head.name, outside ? OUTSIDE_FIELD : head.type]);
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
