/** Cuts C code into tokens, kept as flat arrays that are used again for the next piece of code. */

import { Token, WORDS } from './token.js';

/** The tokens of one text; `count` of them, closed by one of kind `end`. */
export interface Tokens {
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** For an opening bracket the index of the closing one (of `end` where there is none). */
  readonly match: Int32Array;
  readonly count: number;
}

const SPACE = 0;
const LETTER = 1;
const DIGIT = 2;
const QUOTE = 3;
const PUNCTUATION = 4;
const IGNORED = 5;

/** What a character begins. `$` is a letter: pasted names in macros are written with it. */
const CLASS = new Uint8Array(256).fill(IGNORED);
for (let c = 0; c <= 32; c++) CLASS[c] = SPACE;
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$') CLASS[c.charCodeAt(0)] = LETTER;
for (const c of '0123456789') CLASS[c.charCodeAt(0)] = DIGIT;
for (const c of '"\'') CLASS[c.charCodeAt(0)] = QUOTE;
for (const c of '()[]{};,:?.~!=<>+-*/%&|^') CLASS[c.charCodeAt(0)] = PUNCTUATION;

const SINGLE = new Uint8Array(128);
for (const [c, kind] of [
  ['(', Token.openParen],
  [')', Token.closeParen],
  ['[', Token.openBracket],
  [']', Token.closeBracket],
  ['{', Token.openBrace],
  ['}', Token.closeBrace],
  [';', Token.semicolon],
  [',', Token.comma],
  [':', Token.colon],
  ['?', Token.question],
  ['~', Token.tilde],
] as const) {
  SINGLE[c.charCodeAt(0)] = kind;
}

/** Words of the language by length, first and last letter: a cheap test that almost no other word passes. */
const WORD_TABLE = new Array<readonly (readonly [string, number])[] | undefined>(1024).fill(undefined);
for (const entry of WORDS) {
  const slot = wordSlot(entry[0].length, entry[0].charCodeAt(0), entry[0].charCodeAt(entry[0].length - 1));
  WORD_TABLE[slot] = [...(WORD_TABLE[slot] ?? []), entry];
}

function wordSlot(length: number, first: number, last: number): number {
  return (length * 97 + first * 31 + last * 7) & 1023;
}

let capacity = 1 << 12;
let kind = new Uint8Array(capacity);
let start = new Int32Array(capacity);
let end = new Int32Array(capacity);
let match = new Int32Array(capacity);
let count = 0;
let openBraces = 0;
/** What the tokens at hand are of: one text is often asked for again at once. */
let lastText: string | undefined;

/** Reads `text` to its end. What it returns is valid until the next call. */
export function tokenize(text: string): Tokens {
  if (text === lastText) return { kind, start, end, match, count };
  lastText = text;
  count = 0;
  openBraces = 0;
  const open: number[] = [];
  const length = text.length;
  let i = 0;
  while (i < length) {
    const c = text.charCodeAt(i);
    const from = i;
    switch (c < 256 ? CLASS[c] : IGNORED) {
      case LETTER:
        i++;
        while (i < length && isWordPart(text.charCodeAt(i))) i++;
        push(wordKind(text, from, i), from, i);
        break;
      case DIGIT:
        i = numberEnd(text, i + 1);
        push(Token.number, from, i);
        break;
      case QUOTE:
        i = literalEnd(text, i, c);
        push(c === 34 ? Token.string : Token.number, from, i);
        break;
      case PUNCTUATION: {
        const single = SINGLE[c] as number;
        if (single !== 0) {
          i++;
          push(single, from, i);
          if (single <= Token.closeBrace && single >= Token.openParen) pair(open, single);
        } else i = operator(text, i, c);
        break;
      }
      default:
        i++;
    }
  }
  push(Token.end, length, length);
  for (const index of open) match[index] = count - 1;
  return { kind, start, end, match, count };
}

function isWordPart(c: number): boolean {
  const k = c < 256 ? CLASS[c] : IGNORED;
  return k === LETTER || k === DIGIT;
}

function wordKind(text: string, from: number, to: number): number {
  const candidates = WORD_TABLE[wordSlot(to - from, text.charCodeAt(from), text.charCodeAt(to - 1))];
  if (candidates) {
    for (const [word, k] of candidates) if (word.length === to - from && text.startsWith(word, from)) return k;
  }
  return Token.word;
}

function numberEnd(text: string, from: number): number {
  let i = from;
  while (
    i < text.length &&
    (isWordPart(text.charCodeAt(i)) || (text.charCodeAt(i) === 46 && text.charCodeAt(i + 1) !== 46))
  )
    i++;
  return i;
}

/** A literal ends at its quote or at the line's end. */
function literalEnd(text: string, from: number, quote: number): number {
  let i = from + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 10) return i;
    i += c === 92 ? 2 : 1;
  }
  return text.length;
}

/** Reads the operator at `i`; the offset behind it. */
function operator(text: string, i: number, c: number): number {
  const next = text.charCodeAt(i + 1);
  const assigns = next === 61;
  switch (c) {
    case 61:
      return assigns ? push(Token.equality, i, i + 2) : push(Token.assign, i, i + 1);
    case 33:
      return assigns ? push(Token.equality, i, i + 2) : push(Token.not, i, i + 1);
    case 60:
    case 62:
      if (next === c)
        return text.charCodeAt(i + 2) === 61 ? push(Token.assignWith, i, i + 3) : push(Token.shift, i, i + 2);
      return push(Token.relation, i, assigns ? i + 2 : i + 1);
    case 43:
      if (next === c) return push(Token.increment, i, i + 2);
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.plus, i, i + 1);
    case 45:
      if (next === c) return push(Token.increment, i, i + 2);
      if (next === 62) return push(Token.arrow, i, i + 2);
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.minus, i, i + 1);
    case 42:
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.star, i, i + 1);
    case 38:
      if (next === c) return push(Token.andAnd, i, i + 2);
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.ampersand, i, i + 1);
    case 124:
      if (next === c) return push(Token.orOr, i, i + 2);
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.bar, i, i + 1);
    case 94:
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.caret, i, i + 1);
    case 46:
      if (next === 46 && text.charCodeAt(i + 2) === 46) return push(Token.ellipsis, i, i + 3);
      if (next >= 48 && next <= 57) return push(Token.number, i, numberEnd(text, i + 1));
      return push(Token.dot, i, i + 1);
    default:
      return assigns ? push(Token.assignWith, i, i + 2) : push(Token.slash, i, i + 1);
  }
}

function push(k: number, from: number, to: number): number {
  if (count === capacity) grow();
  kind[count] = k;
  start[count] = from;
  end[count] = to;
  count++;
  return to;
}

/** Pairs brackets; a closing brace also ends what was left open inside its block. */
function pair(open: number[], bracket: number): void {
  const index = count - 1;
  if (bracket === Token.openParen || bracket === Token.openBracket || bracket === Token.openBrace) {
    if (bracket === Token.openBrace) openBraces++;
    open.push(index);
    return;
  }
  let top = open.length - 1;
  if (bracket === Token.closeBrace) {
    if (openBraces === 0) return;
    openBraces--;
    while (top >= 0 && kind[open[top] as number] !== Token.openBrace) top--;
  }
  if (top < 0 || kind[open[top] as number] !== bracket - 1) return;
  for (let i = open.length - 1; i >= top; i--) match[open[i] as number] = index;
  open.length = top;
}

function grow(): void {
  capacity *= 2;
  const larger = new Uint8Array(capacity);
  larger.set(kind);
  kind = larger;
  start = grown(start);
  end = grown(end);
  match = grown(match);
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(capacity);
  to.set(from);
  return to;
}
