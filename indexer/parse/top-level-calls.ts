/** Macro calls that stand for whole items at the top level, often several in a row and without semicolons. */

import { argumentTexts, type Written } from './argument-texts.js';

/** `static DEVICE_ATTR_RW(size)`; offsets into the text it was read from. */
export interface TopLevelCall {
  readonly name: string;
  readonly args: readonly string[];
  /** `static ` where it is written before the call, else ''. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

const LEAD = /\s*((?:(?:static|extern|const|inline|__\w+)\s+)*)([A-Za-z_]\w*)\s*\(/y;

/**
 * The calls that a text begins with, each followed by a semicolon, by the beginning of something else, or (only where
 * `whole`) by the text's end: what stands at the end of a function's head is its name and no macro call.
 * @param written - the same text with what its literals hold
 */
export function leadingCalls(text: string, whole: boolean, written: Written): TopLevelCall[] {
  const calls: TopLevelCall[] = [];
  for (let at = 0; at < text.length; ) {
    LEAD.lastIndex = at;
    const match = LEAD.exec(text);
    if (!match) break;
    const open = at + match[0].length - 1;
    const close = closingParen(text, open);
    if (close < 0) break;
    let next = close + 1;
    while (next < text.length && text.charCodeAt(next) <= 32) next++;
    if (next >= text.length && !whole) break;
    const name = match[2] as string;
    const lead = (match[1] ?? '').trim();
    // `__printf(1, 2) int f(…)` and `static SECTION(x) int f(…)`: a head with an attribute.
    if (text[next] !== ';' && (next < text.length || lead) && (lead || /^__[a-z]/.test(name))) break;
    if (next < text.length && !/[;A-Za-z_]/.test(text[next] as string)) break;
    if (text[next] === ';') next++;
    calls.push({
      name,
      args: argumentTexts(text, open + 1, close, written),
      prefix: /\bstatic\b/.test(lead) ? 'static ' : '',
      start: at + match[0].length - match[0].trimStart().length,
      end: next,
    });
    at = next;
  }
  return calls;
}

function closingParen(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 40) depth++;
    else if (c === 41 && --depth === 0) return i;
    else if (c === 59 && depth <= 1) return -1;
  }
  return -1;
}
