/** The arguments of a macro's call as text: literals are blank in what is read, but a name in quotes is told as it is written. */

import { splitTopLevel } from './split-top-level.js';

/** What is written between two offsets of a text, literals included. */
export type Written = (start: number, end: number) => string;

const LONGEST = 400;

const LITERAL = /^"[^"]*"$/;
const NAME = /^"[\w.:-]{1,60}"$/;

/** `start` and `end` stand behind the parenthesis that opens and before the one that closes. */
export function argumentTexts(text: string, start: number, end: number, written: Written): readonly string[] {
  let at = start;
  return splitTopLevel(text.slice(start, end)).map((part) => {
    const bare = part.trim();
    const from = at + part.length - part.trimStart().length;
    at += part.length + 1;
    if (!LITERAL.test(bare)) return bare.replace(/\s+/g, ' ').slice(0, LONGEST);
    const name = written(from, from + bare.length);
    return NAME.test(name) ? name : '" "';
  });
}

/** The text with the characters of its strings blank, as offsets into it stay what they are. */
export function blankStrings(text: string): string {
  return text.replace(/"[^"\n]*"/g, (literal) => `"${' '.repeat(literal.length - 2)}"`);
}
