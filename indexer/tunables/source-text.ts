/** A C file as the readers of tunables see it: code with its strings, without comments and directives. */

import type { Item } from '../parse/items.js';

export interface SourceText {
  readonly path: string;
  /** Offsets are those of the file. */
  readonly code: string;
  readonly lineOf: (offset: number) => number;
  /** Macros of this file, strings included. */
  readonly macros: ReadonlyMap<string, LocalMacro>;
  readonly functions: ReadonlyMap<string, FunctionText>;
  readonly initializers: readonly InitializerText[];
  /** Names in the heads of variables outside of functions. */
  readonly globals: ReadonlySet<string>;
}

export interface LocalMacro {
  /** Null for an object-like one. */
  readonly params: readonly string[] | null;
  readonly body: string;
}

export interface FunctionText {
  readonly name: string;
  readonly head: string;
  readonly body: string;
  readonly start: number;
}

export interface InitializerText {
  readonly variable: string;
  readonly head: string;
  readonly value: string;
  /** Offset of the value. */
  readonly start: number;
}

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)(\(([^)\n]*)\))?((?:\\\n|[^\n])*)/gm;

/**
 * @param clean - the file with comments and the contents of literals blanked (`cleanText`)
 * @param text - the same without directives and dead branches (`preprocess`)
 */
export function sourceText(
  path: string,
  bytes: Uint8Array,
  clean: string,
  text: string,
  items: readonly Item[],
  lineOf: (offset: number) => number,
): SourceText {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const code = withStrings(text, raw);
  // Most files are asked for a part of this alone.
  const macros = once(() => macrosIn(withStrings(clean, raw)));
  const functions = once(() => functionsIn(code, items));
  const initializers = once(() => initializersIn(code, items));
  const globals = once(() => globalsIn(code, items));
  return {
    path,
    code,
    lineOf,
    get macros() {
      return macros();
    },
    get functions() {
      return functions();
    },
    get initializers() {
      return initializers();
    },
    get globals() {
      return globals();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function macrosIn(text: string): ReadonlyMap<string, LocalMacro> {
  const macros = new Map<string, LocalMacro>();
  for (const [, name = '', list, params = '', body = ''] of text.matchAll(DEFINE)) {
    const names = list === undefined ? null : params.split(',').map((param) => param.trim());
    macros.set(name, { params: names, body: body.replace(/\\\n/g, ' ').trim() });
  }
  return macros;
}

function functionsIn(code: string, items: readonly Item[]): ReadonlyMap<string, FunctionText> {
  const functions = new Map<string, FunctionText>();
  for (const item of items) {
    if (item.kind !== 'function') continue;
    const head = code.slice(item.start, item.body);
    const name = /(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*$/.exec(head)?.[1];
    // Of several, the one that says most: a configuration without the feature leaves it empty.
    if (name && item.end - item.body > (functions.get(name)?.body.length ?? 0))
      functions.set(name, { name, head, body: code.slice(item.body, item.end), start: item.body });
  }
  return functions;
}

function initializersIn(code: string, items: readonly Item[]): readonly InitializerText[] {
  return items.flatMap((item): InitializerText[] => {
    if (item.kind !== 'initializer') return [];
    const head = code.slice(item.start, item.equals).replace(/\b__\w+\s*(?:\([^()]*\))?\s*$/, '');
    const variable = /(\w+)\s*(?:\[[^\]]*\]\s*)*$/.exec(head)?.[1];
    return variable
      ? [{ variable, head, value: code.slice(item.equals + 1, item.end - 1), start: item.equals + 1 }]
      : [];
  });
}

function globalsIn(code: string, items: readonly Item[]): ReadonlySet<string> {
  const globals = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'declaration' && item.kind !== 'initializer') continue;
    const end = item.kind === 'declaration' ? item.end : item.equals;
    for (const [name] of code.slice(item.start, end).matchAll(/[A-Za-z_]\w*/g)) globals.add(name);
  }
  return globals;
}

/** Puts back what stands between quotes. */
function withStrings(text: string, raw: string): string {
  return text.replace(/"[^"\n]*"/g, (blank, at: number) => raw.slice(at, at + blank.length));
}

/** The text between the parenthesis at `open` and the one that closes it. */
export function insideParens(text: string, open: number): string {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"') i = Math.max(i, text.indexOf('"', i + 1));
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return text.slice(open + 1, i);
  }
  return text.slice(open + 1);
}

/** The text of a string literal, adjacent ones joined; undefined for anything else. */
export function stringOf(text: string | undefined): string | undefined {
  const parts = /^\s*(?:"[^"]*"\s*)+$/.test(text ?? '') ? [...(text ?? '').matchAll(/"([^"]*)"/g)] : [];
  return parts.length ? parts.map(([, part]) => part).join('') : undefined;
}
