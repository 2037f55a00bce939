/** Reads the initialiser of a global variable: which functions, variables and errnos stand in which field. */

import { ERRNO_NAME } from './conventions.js';
import type { InitializerEntry, InitializerFacts } from './facts.js';
import { splitTopLevel } from './split-top-level.js';
import { typeOf } from './type-name.js';

const TOKEN =
  /\.\s*[A-Za-z_]\w*(?=\s*[=.[])|\[[^\]{};]*\](?=\s*[=.[])|[A-Za-z_]\w*|[{}(),=-]|[^\sA-Za-z_{}(),=.[-]+|[.[]/g;

/** Braces in braces beyond this are read as one list, so that no input exhausts the stack. */
const MAX_NESTING = 100;

type Entries = { entries: InitializerEntry[]; macros: [string, string[], number][] };

interface Reader extends Entries {
  readonly text: string;
  readonly base: number;
  readonly lineOf: (offset: number) => number;
  readonly tokens: readonly RegExpExecArray[];
  at: number;
}

/** `head` is the declaration up to `=`, `value` what follows; null where nothing in it matters to linking. */
export function parseInitializer(
  head: string,
  value: string,
  base: number,
  lineOf: (offset: number) => number,
): InitializerFacts | null {
  const plain = head.replace(/\b__\w+\s*(\([^()]*\))?/g, ' ');
  const pointer = /\(\s*\*+\s*(?:const\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)*\)\s*\(/.exec(plain);
  const name = pointer?.[1] ?? /(\w+)\s*(?:\[[^\]]*\]\s*)*$/.exec(plain)?.[1];
  if (!name || !value.includes('{') || !/[a-z_]\w*|-\s*E[A-Z]/.test(value)) return null;
  const array = pointer ? /\[/.test(pointer[0]) : /\[[^\]]*\]\s*$/.test(plain.trimEnd());
  const { entries, macros } = readEntries(value, base, lineOf, array);
  if (entries.length === 0 && macros.length === 0) return null;
  return {
    variable: name,
    type: pointer ? 'F' : typeOf(plain.replace(/(\w+)\s*(?:\[[^\]]*\]\s*)*$/, '')),
    line: lineOf(base),
    static: /\bstatic\b/.test(head),
    entries,
    macros,
  };
}

/** The entries of a brace-enclosed list; in an array the elements' own path is `[]`. */
export function readEntries(value: string, base: number, lineOf: (offset: number) => number, array: boolean): Entries {
  const reader: Reader = {
    text: value,
    base,
    lineOf,
    tokens: [...value.matchAll(TOKEN)],
    at: 0,
    entries: [],
    macros: [],
  };
  while (reader.at < reader.tokens.length && token(reader) !== '{') reader.at++;
  readList(reader, '', array);
  return reader;
}

function token(reader: Reader): string {
  return reader.tokens[reader.at]?.[0] ?? '';
}

function line(reader: Reader): number {
  return reader.lineOf(reader.base + (reader.tokens[reader.at]?.index ?? 0));
}

/** Stands on `{`; leaves behind the matching `}`. */
function readList(reader: Reader, prefix: string, array: boolean, depth = 0): void {
  reader.at++;
  let position = 0;
  while (reader.at < reader.tokens.length && token(reader) !== '}') {
    let path = prefix;
    let label: string | undefined;
    let designated = false;
    for (let t = token(reader); t.startsWith('.') || (t.startsWith('[') && t.length > 1); t = token(reader)) {
      if (t.startsWith('.')) path = join(path, t.slice(1).trim());
      else {
        path = join(path, '[]');
        label = t.slice(1, -1).trim();
      }
      designated = true;
      reader.at++;
      if (token(reader) === '=') {
        reader.at++;
        break;
      }
    }
    if (!designated) path = join(prefix, array ? '[]' : `#${position}`);
    readValue(reader, path, label, depth);
    position++;
    if (token(reader) === ',') reader.at++;
  }
  reader.at++;
}

function readValue(reader: Reader, path: string, label: string | undefined, nesting: number): void {
  let depth = 0;
  let first = true;
  for (; reader.at < reader.tokens.length; reader.at++) {
    const t = token(reader);
    if (t === '{' && nesting < MAX_NESTING) {
      // `{ … }` and `(struct x) { … }` or `&(struct x) { … }`.
      readList(reader, path, false, nesting + 1);
      reader.at--;
    } else if (t === '(') {
      depth++;
    } else if (t === ')') {
      depth--;
      if (depth < 0) return;
    } else if (depth === 0 && (t === ',' || t === '}')) {
      return;
    } else if (/^[A-Za-z_]/.test(t)) {
      if (first && reader.tokens[reader.at + 1]?.[0] === '(') {
        readMacro(reader, t, path);
        first = false;
        continue;
      }
      if (ERRNO_NAME.test(t)) {
        const negated = reader.tokens[reader.at - 1]?.[0] === '-';
        reader.entries.push(entry(path, `${negated ? '-' : ''}${t}`, line(reader), label));
      } else if (/[a-z]/.test(t) && !/^(?:struct|const|union|void|int|long|unsigned|char|sizeof|true|false)$/.test(t)) {
        reader.entries.push(entry(path, t, line(reader), label));
      }
    }
    if (t !== '&' && t !== '(') first = false;
  }
}

function readMacro(reader: Reader, name: string, path: string): void {
  const start = (reader.tokens[reader.at + 1]?.index ?? 0) + 1;
  const at = line(reader);
  let depth = 0;
  reader.at++;
  for (; reader.at < reader.tokens.length; reader.at++) {
    const t = token(reader);
    if (t === '(') depth++;
    else if (t === ')' && --depth === 0) break;
  }
  const end = reader.tokens[reader.at]?.index ?? reader.text.length;
  const args = splitTopLevel(reader.text.slice(start, end)).map((arg) => arg.trim().replace(/\s+/g, ' ').slice(0, 80));
  reader.macros.push([name, args, at]);
  for (const arg of args) {
    const plain = /^&?\s*(\w*[a-z]\w*)$/.exec(arg)?.[1];
    if (plain) reader.entries.push(entry(path, plain, at, undefined));
    const errno = /^(-?)\s*(E[A-Z0-9]+)$/.exec(arg);
    if (errno?.[2] && ERRNO_NAME.test(errno[2]))
      reader.entries.push(entry(path, `${errno[1]}${errno[2]}`, at, undefined));
  }
}

function entry(path: string, value: string, at: number, label: string | undefined): InitializerEntry {
  return label === undefined ? [path, value, at] : [path, value, at, label];
}

function join(prefix: string, part: string): string {
  return prefix === '' ? part : `${prefix}.${part}`;
}
