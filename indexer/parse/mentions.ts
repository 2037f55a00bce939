/** Names in a body that value flow passes over and that can still call something: what a call graph needs beside calls. */

import { NO_CALL } from './conventions.js';
import type { Mention } from './facts.js';
import { Token } from './syntax/token.js';
import { type Tokens, tokenize } from './syntax/tokenize.js';

/**
 * Calls that are not among `calls` (error-pointer tests, wrappers that values pass through, statements that are never
 * reached), as `name()`, and names that are not called, as `name`: an object-like macro such as `current` may be one.
 * Each once, where it stands first; fields, labels, and what is declared here are left out.
 *
 * @param own - parameters, and names of calls that are known
 * @param tokens - those of `body`
 */
export function mentionsIn(
  body: string,
  own: Iterable<string>,
  lineOf: (offset: number) => number,
  { kind, start, end, count }: Tokens = tokenize(body),
): Mention[] {
  const seen = new Set<string>(own);
  const mentions: Mention[] = [];
  for (let i = 0; i < count; i++) {
    if (kind[i] !== Token.word) continue;
    const before = i > 0 ? kind[i - 1] : Token.end;
    if (before === Token.arrow || before === Token.dot || before === Token.goto) continue;
    const name = body.slice(start[i], end[i]);
    const after = kind[i + 1];
    const called = after === Token.openParen;
    if (before === Token.aggregate || before === Token.enum || seen.has(name)) continue;
    if (declares(before, after)) {
      if (!called) seen.add(name);
      continue;
    }
    if (after === Token.word || (called && NO_CALL.test(name))) continue;
    seen.add(name);
    mentions.push([called ? `${name}()` : name, lineOf(start[i] as number)]);
  }
  return mentions;
}

/** `type name`, `type *name` with what can follow a declared name. */
function declares(before: number | undefined, after: number | undefined): boolean {
  if (before !== Token.word && before !== Token.plainType) return false;
  return after === Token.assign || after === Token.semicolon || after === Token.comma || after === Token.openBracket;
}
