/** Reads the initialiser of a global variable: which functions, variables and errnos stand in which field. */

import { argumentTexts, blankStrings, type Written } from './argument-texts.js';
import { ERRNO_NAME } from './conventions.js';
import type { InitializerEntry, InitializerFacts, InitializerMacro } from './facts.js';
import { typeOf } from './type-name.js';

const TOKEN =
  /\.\s*[A-Za-z_]\w*(?=\s*[=.[])|\[[^\]{};]*\](?=\s*[=.[])|[A-Za-z_]\w*|[{}(),=-]|[^\sA-Za-z_{}(),=.[-]+|[.[]/g;

/** Braces in braces beyond this are read as one list, so that no input exhausts the stack. */
const MAX_NESTING = 100;

interface Entries {
  readonly entries: InitializerEntry[];
  readonly macros: InitializerMacro[];
}

/** Where a macro stands that is the value of a field or element (see `InitializerMacro`). */
const AS_VALUE = -2;
const IN_ARRAY = -1;

interface Reader extends Entries {
  readonly text: string;
  readonly base: number;
  readonly lineOf: (offset: number) => number;
  readonly tokens: readonly string[];
  /** Where each token begins in the text. */
  readonly starts: readonly number[];
  /** What is written between two offsets of the text, literals included. */
  readonly written: Written;
  at: number;
}

const NOT_WRITTEN: Written = () => '';

/** Words for the compiler and its like, with their arguments. */
const ANNOTATION = /\b__\w+\s*(\([^()]*\))?/g;

/** `head` is the declaration up to `=`, `value` what follows; null where nothing in it matters to linking. */
export function parseInitializer(
  head: string,
  value: string,
  base: number,
  lineOf: (offset: number) => number,
  written: Written = NOT_WRITTEN,
): InitializerFacts | null {
  const bare = head.replace(ANNOTATION, ' ');
  // What is left without a name has one that looks like an annotation: `struct box_ops __box_ops`.
  const plain = /\b(?:struct|union)\s+\w+\s*(?:\[[^\]]*\]\s*)*$/.test(bare) ? head : bare;
  const pointer = /\(\s*\*+\s*(?:const\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)*\)\s*\(/.exec(plain);
  const name = pointer?.[1] ?? /(\w+)\s*(?:\[[^\]]*\]\s*)*$/.exec(plain)?.[1];
  const macro = /^\s*[A-Za-z_]\w*\s*\(/.test(value);
  if (!name || !(macro || value.includes('{')) || !/[a-z_]\w*|\bE[A-Z2]/.test(value)) return null;
  const array = pointer ? /\[/.test(pointer[0]) : /\[[^\]]*\]\s*$/.test(plain.trimEnd());
  const { entries, macros } = macro
    ? readEntriesAt(value, base, lineOf, '', AS_VALUE, written)
    : readEntries(value, base, lineOf, array, written);
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
function readEntries(
  value: string,
  base: number,
  lineOf: (offset: number) => number,
  array: boolean,
  written: Written,
): Entries {
  const reader = newReader(value, base, lineOf, written);
  while (reader.at < reader.tokens.length && token(reader) !== '{') reader.at++;
  readList(reader, '', array);
  return reader;
}

/** The entries of what a macro at `line` stands for at `place` of `path` (see `InitializerMacro`). */
export function readExpansion(text: string, line: number, path: string, place: number): Entries {
  const whole = place === AS_VALUE ? text : `{${text}}`;
  return readEntriesAt(
    blankStrings(whole),
    0,
    () => line,
    path,
    place,
    (start, end) => whole.slice(start, end),
  );
}

/** The entries of a value, or of a list in braces that is a part of one. */
function readEntriesAt(
  text: string,
  base: number,
  lineOf: (offset: number) => number,
  path: string,
  place: number,
  written: Written,
): Entries {
  const reader = newReader(text, base, lineOf, written);
  if (place === AS_VALUE) readValue(reader, path, undefined, 0);
  else readList(reader, path, place === IN_ARRAY, 0, Math.max(place, 0));
  return reader;
}

function newReader(text: string, base: number, lineOf: (offset: number) => number, written: Written): Reader {
  const tokens: string[] = [];
  const starts: number[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    tokens.push(found[0]);
    starts.push(found.index);
  }
  const offset: Written = (start, end) => written(base + start, base + end);
  return { text, base, lineOf, tokens, starts, written: offset, at: 0, entries: [], macros: [] };
}

function token(reader: Reader): string {
  return reader.tokens[reader.at] ?? '';
}

function line(reader: Reader): number {
  return reader.lineOf(reader.base + (reader.starts[reader.at] ?? 0));
}

/** Stands on `{`; leaves behind the matching `}`. Says what the list is the entry of. */
function readList(reader: Reader, prefix: string, array: boolean, depth = 0, first = 0): readonly string[] {
  reader.at++;
  let position = first;
  const before = reader.entries.length;
  /** What this struct is the entry of: constants and names in fields beside the functions. */
  const own: string[] = [];
  while (reader.at < reader.tokens.length && token(reader) !== '}') {
    const start = reader.at;
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
    if (!array || designated) {
      const said = saidAt(reader);
      if (said !== undefined) own.push(`${path.slice(path.lastIndexOf('.') + 1)}=${said}`);
    }
    const since = reader.entries.length;
    if (!designated && macroAlone(reader)) readMacro(reader, prefix, array ? IN_ARRAY : position);
    else own.push(...nameOfAttribute(path, readValue(reader, path, label, depth)));
    if (label !== undefined) putUnder(reader, since, constantsIn(label, '[]'));
    position++;
    // A parenthesis too many, as an expanded macro can leave it, is passed over.
    if (token(reader) === ',' || reader.at === start) reader.at++;
  }
  putUnder(reader, before, own);
  reader.at++;
  return own;
}

/** The attribute of sysfs in a struct (`struct attribute`, include/linux/sysfs.h) names the file that the struct is for. */
function nameOfAttribute(path: string, said: readonly string[]): readonly string[] {
  return /(?:^|\.)attr$/.test(path)
    ? said.filter((one) => one.startsWith('name="')).map((one) => `attr${one.slice(4)}`)
    : [];
}

/** Fields that hold bits, or who may use what the struct describes: they tell entries of a table not apart. */
const NO_KEY = /(?:flags?|mode|perms?|mask|caps?|policy|validate|owner)$/;

/** Fields that hold the name of a file, or of what stands for one. */
const NAME_FIELD = /^(?:name|procname|ca_name|attr|#0)$/;

/** The constant, or the name in quotes, that is the whole value of a field. */
function saidAt(reader: Reader): string | undefined {
  const first = token(reader);
  const second = reader.tokens[reader.at + 1] ?? '';
  const third = reader.tokens[reader.at + 2] ?? '';
  if (/^[A-Z][A-Z0-9_]{2,}$/.test(first) && /^[,}]$/.test(second)) return first;
  if (first === '"' && second === '"' && /^[,}]$/.test(third)) return quoted(reader, reader.at);
  if (first === '__stringify' && second === '(' && reader.tokens[reader.at + 3] === ')') return inQuotes(third);
  return undefined;
}

/** `"name"` where the token at `at` opens a string of a file's characters. */
function quoted(reader: Reader, at: number): string | undefined {
  const text = reader.written(reader.starts[at] ?? 0, (reader.starts[at + 1] ?? 0) + 1);
  return inQuotes(text.slice(1, -1));
}

function inQuotes(name: string): string | undefined {
  return /^[\w.:-]{1,60}$/.test(name) ? `"${name}"` : undefined;
}

function constantsIn(text: string, field: string): string[] {
  return [...text.matchAll(/\b[A-Z][A-Z0-9_]{2,}\b(?!\s*\()/g)].map(([name]) => `${field}=${name}`);
}

/** The entries from `since` on stand under these, too. */
function putUnder(reader: Reader, since: number, said: readonly string[]): void {
  const kept = said.filter((one) => {
    const field = one.slice(0, one.indexOf('='));
    return one.endsWith('"') ? NAME_FIELD.test(field) : !NO_KEY.test(field);
  });
  if (kept.length === 0) return;
  for (let i = since; i < reader.entries.length; i++) {
    const [path, value, at, label = '', under = []] = reader.entries[i] as InitializerEntry;
    reader.entries[i] = [path, value, at, label, [...under, ...kept]];
  }
}

/** `&heads.open`, `x->open`: a field's name is no name of its own. */
function isMember(reader: Reader): boolean {
  return /^\.$|>$/.test(reader.tokens[reader.at - 1] ?? '');
}

/** `FIELDS(a, b)` between commas: it may stand for several elements or fields. */
function macroAlone(reader: Reader): boolean {
  if (!/^[A-Za-z_]/.test(token(reader)) || reader.tokens[reader.at + 1] !== '(') return false;
  const after = reader.tokens[closing(reader, reader.at + 1) + 1];
  return after === undefined || after === ',' || after === '}';
}

/** The token that closes the parenthesis at `open`. */
function closing(reader: Reader, open: number): number {
  let depth = 0;
  let at = open;
  for (; at < reader.tokens.length; at++) {
    const t = reader.tokens[at];
    if (t === '(') depth++;
    else if (t === ')' && --depth === 0) break;
  }
  return at;
}

/** Says what the last list in the value is the entry of. */
function readValue(reader: Reader, path: string, label: string | undefined, nesting: number): readonly string[] {
  let depth = 0;
  let first = true;
  let said: readonly string[] = [];
  for (; reader.at < reader.tokens.length; reader.at++) {
    const t = token(reader);
    if (t === '{' && nesting < MAX_NESTING) {
      // `{ … }` and `(struct x) { … }` or `&(struct x) { … }`.
      said = readList(reader, path, false, nesting + 1);
      reader.at--;
    } else if (t === '(') {
      depth++;
    } else if (t === ')') {
      depth--;
      if (depth < 0) return said;
    } else if (depth === 0 && (t === ',' || t === '}')) {
      return said;
    } else if (/^[A-Za-z_]/.test(t)) {
      if (first && reader.tokens[reader.at + 1] === '(') {
        readMacro(reader, path, AS_VALUE);
        reader.at--;
        first = false;
        continue;
      }
      if (ERRNO_NAME.test(t)) {
        const negated = reader.tokens[reader.at - 1] === '-';
        reader.entries.push(entry(path, `${negated ? '-' : ''}${t}`, line(reader), label));
      } else if (
        /[a-z]/.test(t) &&
        !isMember(reader) &&
        !/^(?:struct|const|union|void|int|long|unsigned|char|sizeof|true|false)$/.test(t)
      ) {
        reader.entries.push(entry(path, t, line(reader), label));
      }
    }
    if (t !== '&' && t !== '(') first = false;
  }
  return said;
}

/** Stands on the macro's name; leaves behind its closing parenthesis. */
function readMacro(reader: Reader, path: string, place: number): void {
  const name = token(reader);
  const start = (reader.starts[reader.at + 1] ?? 0) + 1;
  const at = line(reader);
  const close = closing(reader, reader.at + 1);
  const end = reader.starts[close] ?? reader.text.length;
  const args = argumentTexts(reader.text, start, end, reader.written);
  reader.macros.push([name, args, at, path, place]);
  reader.at = close + 1;
}

/** What a macro that is not known can only stand for: the names and errnos that it is given. */
export function entriesOfArguments([macro, args, at, path, place]: InitializerMacro): InitializerEntry[] {
  if (macro.endsWith('stringify')) return [];
  const target = place === IN_ARRAY ? join(path, '[]') : place === AS_VALUE ? path : join(path, `#${place}`);
  const under = args.filter((arg) => /^[A-Z][A-Z0-9_]{2,}$/.test(arg)).map((arg) => `()=${arg}`);
  return args.flatMap((arg) => {
    const plain = /^&?\s*(\w*[a-z]\w*)$/.exec(arg)?.[1];
    if (plain) return [under.length ? [target, plain, at, '', under] : entry(target, plain, at, undefined)];
    const errno = /^(-?)\s*(E[A-Z0-9]+)$/.exec(arg);
    return errno?.[2] && ERRNO_NAME.test(errno[2]) ? [entry(target, `${errno[1]}${errno[2]}`, at, undefined)] : [];
  });
}

function entry(path: string, value: string, at: number, label: string | undefined): InitializerEntry {
  return label === undefined ? [path, value, at] : [path, value, at, label];
}

function join(prefix: string, part: string): string {
  return prefix === '' ? part : `${prefix}.${part}`;
}
