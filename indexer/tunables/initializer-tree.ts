/** An initialiser in braces as a tree of designated values, with the macros of its own file expanded. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { LocalMacro } from './source-text.js';

/** A value is text, or a list in braces. */
export interface Value {
  readonly text: string;
  readonly fields?: readonly Field[];
}

/** `.a.b` → `a.b`; `[X]` → `[X]`; '' for a value by position. */
export interface Field {
  readonly designator: string;
  readonly value: Value;
  /** Offset in the text that was read; of a macro's call for all that it stands for. */
  readonly at: number;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|\d[\w.]*|<<|>>|->|##|[^\s]/g;
const MAX_DEPTH = 12;

interface Reader {
  readonly tokens: readonly { readonly text: string; readonly at: number }[];
  readonly macros: ReadonlyMap<string, LocalMacro>;
  readonly depth: number;
  at: number;
}

/** The value that `text` writes. */
export function readTree(text: string, macros: ReadonlyMap<string, LocalMacro>, depth = 0): Value {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({ text: match[0], at: match.index }));
  return readValue({ tokens, macros, depth, at: 0 });
}

function token(reader: Reader, ahead = 0): string {
  return reader.tokens[reader.at + ahead]?.text ?? '';
}

function readValue(reader: Reader): Value {
  const words: string[] = [];
  let fields: readonly Field[] | undefined;
  let depth = 0;
  for (; reader.at < reader.tokens.length; reader.at++) {
    const t = token(reader);
    if (t === '{') {
      const list = readList(reader);
      if (depth === 0) fields = list;
      reader.at--;
      continue;
    }
    if (t === '(' || t === '[') depth++;
    else if (t === ')' || t === ']') depth--;
    else if (depth <= 0 && (t === ',' || t === '}')) break;
    words.push(t);
  }
  const text = joined(words);
  const expanded = fields === undefined ? expand(text, reader) : undefined;
  if (expanded !== undefined) return readTree(expanded, reader.macros, reader.depth + 1);
  return fields === undefined ? { text } : { text, fields };
}

/** Stands on `{`; leaves behind its `}`. */
function readList(reader: Reader): readonly Field[] {
  const fields: Field[] = [];
  reader.at++;
  while (reader.at < reader.tokens.length && token(reader) !== '}') {
    const at = reader.tokens[reader.at]?.at ?? 0;
    const before = reader.at;
    let designator = '';
    while (token(reader) === '.' || token(reader) === '[') {
      if (token(reader) === '.') {
        designator += `${designator === '' ? '' : '.'}${token(reader, 1)}`;
        reader.at += 2;
      } else {
        const words: string[] = [];
        for (reader.at++; reader.at < reader.tokens.length && token(reader) !== ']'; reader.at++)
          words.push(token(reader));
        reader.at++;
        designator += `[${joined(words)}]`;
      }
    }
    if (designator !== '' && token(reader) === '=') reader.at++;
    const value = readValue(reader);
    // A macro can stand for several elements: `{ … }, { … }` and `.a = x, .b = y`.
    const several = designator === '' && value.fields === undefined ? expand(value.text, reader) : undefined;
    if (several !== undefined) {
      const inner = readTree(`{${several}}`, reader.macros, reader.depth + 1);
      fields.push(...(inner.fields ?? []).map((field) => ({ ...field, at })));
    } else if (value.text !== '' || value.fields !== undefined) fields.push({ designator, value, at });
    if (token(reader) === ',' || reader.at === before) reader.at++;
  }
  reader.at++;
  return fields;
}

/** What a macro of the file stands for, where `text` is nothing but its call or name. */
function expand(text: string, { macros, depth }: Reader): string | undefined {
  if (depth >= MAX_DEPTH) return undefined;
  const [, name = '', args] = /^(\w+)\s*(?:\((.*)\))?$/s.exec(text) ?? [];
  const macro = macros.get(name);
  if (!macro || (macro.params === null) !== (args === undefined) || !/[{=]|\w\s*\(/.test(macro.body)) return undefined;
  return substituted(macro, args ?? '');
}

/** A macro's body with arguments for its parameters. */
export function substituted({ params, body }: LocalMacro, args: string): string {
  const given = splitTopLevel(args).map((arg) => arg.trim());
  const values = new Map<string, string>();
  (params ?? []).forEach((param, i) => {
    if (param.endsWith('...'))
      values.set(param === '...' ? '__VA_ARGS__' : param.slice(0, -3), given.slice(i).join(', '));
    else values.set(param, given[i] ?? '');
  });
  return body
    .replace(/(^|[^#])#(?!#)\s*(\w+)/g, (all, before: string, name: string) =>
      values.has(name) ? `${before}"${values.get(name)}"` : all,
    )
    .replace(/"[^"]*"|[A-Za-z_]\w*/g, (word) => values.get(word) ?? word)
    .replace(/\s*##\s*/g, '');
}

/** Words with as many blanks as C needs. */
function joined(words: readonly string[]): string {
  let text = '';
  for (const word of words) text += /\w$/.test(text) && /^\w/.test(word) ? ` ${word}` : word;
  return text;
}

/** The values of a list by field; later ones win. */
export function fieldsOf(value: Value): ReadonlyMap<string, Value> {
  return new Map((value.fields ?? []).map((field) => [field.designator, field.value]));
}
