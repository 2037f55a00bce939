/** How much code a function's body is to the compiler, from its tokens: what inlining depends on. */

import { Token } from './syntax/token.js';
import type { Tokens } from './syntax/tokenize.js';

/**
 * What tokens weigh, with a call beside them. Found by a logistic fit of which functions that are called from several places
 * gcc 12 left whole (Debian 6.1.192, amd64: 52,000 functions), and rounded. Operators and names by themselves weigh nothing.
 */
const WEIGHTS: readonly (readonly [token: number, weight: number])[] = [
  [Token.semicolon, 1],
  [Token.comma, 4],
  [Token.arrow, 1.5],
  [Token.dot, 1.5],
  [Token.openBracket, 1.5],
  [Token.andAnd, 5],
  [Token.orOr, 5],
  [Token.question, 5],
  [Token.if, 7],
  [Token.for, 13],
  [Token.while, 13],
  [Token.do, 13],
  [Token.goto, 4],
  [Token.case, 3],
];
const WEIGHT = new Float64Array(256);
for (const [token, weight] of WEIGHTS) WEIGHT[token] = weight;

const CALL = 12;
/** A macro in capitals mostly tests or converts; one that loops weighs what the loop does. */
const MACRO = 6;
const LOOP = 13;
/** Says what is likely, and is no code. */
const HINT = /^(?:un)?likely$/;

/** A class of the size from 0 to 15, two for each doubling: a call alone is 2, an `if` and ten calls are 8. */
export function bodySize(body: string, { kind, start, end, count }: Tokens): number {
  let size = 0;
  for (let i = 0; i < count; i++) {
    const token = kind[i] as number;
    size += WEIGHT[token] as number;
    if (token !== Token.word || kind[i + 1] !== Token.openParen) continue;
    const name = body.slice(start[i], end[i]);
    if (name.includes('for_each')) size += LOOP;
    else if (!HINT.test(name)) size += /[a-z]/.test(name) ? CALL : MACRO;
  }
  return Math.min(15, Math.floor(2 * Math.log2(1 + size / 8)));
}
