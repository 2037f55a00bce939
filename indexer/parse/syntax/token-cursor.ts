/** The place in a body that the parser has come to: the tokens at hand, and the step to the next. */

import { Token } from './token.js';
import { type Tokens, tokenize } from './tokenize.js';

let text = '';
let tokens: Tokens = tokenize('');
let at = 0;
let consumed = 0;

/** Goes to the first token of `code`. */
export function openTokens(code: string): void {
  text = code;
  tokens = tokenize(code);
  at = 0;
  consumed = 0;
}

/** Kind of the token at hand. */
export function peek(): number {
  return tokens.kind[at] as number;
}

/** Kind of the token at `index`. */
export function kindAt(index: number): number {
  return index < tokens.count ? (tokens.kind[index] as number) : Token.end;
}

/** Kind of the token `distance` behind the one at hand. */
export function ahead(distance: number): number {
  return kindAt(at + distance);
}

/** Index of the token at hand. */
export function position(): number {
  return at;
}

export function tokenStart(index = at): number {
  return tokens.start[index] as number;
}

export function tokenEnd(index = at): number {
  return tokens.end[index] as number;
}

export function tokenText(index: number): string {
  return text.slice(tokens.start[index], tokens.end[index]);
}

/** Index of the token that closes the bracket at `index`. */
export function closing(index = at): number {
  return tokens.match[index] as number;
}

/** End of the token consumed last. */
export function lastEnd(): number {
  return consumed;
}

/** Code of the character at an offset. */
export function codeAt(offset: number): number {
  return text.charCodeAt(offset);
}

export function advance(): void {
  if (peek() === Token.end) return;
  consumed = tokens.end[at] as number;
  at++;
}

export function skipTo(index: number): void {
  while (at < index && peek() !== Token.end) at = Math.min(index, tokens.count - 1);
  if (at > 0) consumed = tokens.end[at - 1] as number;
}

/** Skips a bracket and all in it; the token behind it is next. */
export function skipBracket(): void {
  skipTo(closing() + 1);
}
