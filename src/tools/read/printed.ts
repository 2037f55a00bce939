/** Lines of people's own scripts, in no form of a tool: the name of a function, and last the errno that it returned. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import { errnoOfResult } from './result.js';
import { looksLikeSymbol, symbolOfPlace } from './symbol.js';

/** More words are a sentence. */
const MOST_WORDS = 12;
/** What can follow the result: `(No space left on device)`, `[ENOSPC]`, a full stop. */
const BEHIND = /\s{0,4}(?:\([^()]{0,80}\)|\[[^[\]]{0,80}\])$/;
const LONGEST_BEHIND = 86;
const BETWEEN = /->|=>|[\s:=,;|()[\]"'<>]+/;
const SEPARATOR = /[\s:=,;|()[\]"'<>]/;
/** A longer word is no result. */
const LONGEST_WORD = 25;
/** No result is longer, and what stands behind it. */
const LONGEST_END = 60;
/** Words in front of a result that say what it is. */
const SAYS_RESULT = /^(?:ret|err|errno|error|rc|status|exit|code|val|value|result)(?:_\w*|val|code|no|urned|urns)?$/i;

export interface PrintedResults {
  /** Whether a line is such a one. Whether there is a function of that name, the kernel tells. */
  read(line: string, marks: number): boolean;
}

export function printedResults(notes: Notes): PrintedResults {
  return {
    read(line, marks) {
      if (!(marks & (Mark.digit | Mark.upper))) return false;
      const told = withoutTail(line.trim());
      // Most lines end with no result: that is seen without looking at all of their words.
      if (errnoOfResult(lastWord(told)) === null) return false;
      const words = told.split(BETWEEN, MOST_WORDS + 1).filter((word) => word !== '');
      const value = words.pop();
      if (value === undefined || words.length === 0 || words.length >= MOST_WORDS) return false;
      if (errnoOfResult(value) === null) return false;
      const name = nameIn(words);
      if (name === undefined) return false;
      notes.event({ tool: 'printed', name, value });
      // Without such a function the errno is left.
      notes.said({ from: 'application', line: line.trim(), errno: errnoOfResult(value), known: false });
      return true;
    },
  };
}

function withoutTail(line: string): string {
  const last = line.at(-1);
  if (last === '.' || last === ',' || last === ';') return line.slice(0, -1);
  if (last !== ')' && last !== ']') return line;
  const before = Math.max(0, line.length - LONGEST_BEHIND);
  return line.slice(0, before) + line.slice(before).replace(BEHIND, '');
}

function lastWord(line: string): string {
  const least = Math.max(0, line.length - LONGEST_END);
  let end = line.length;
  while (end > least && SEPARATOR.test(line.charAt(end - 1))) end--;
  let start = end;
  while (start > least && end - start <= LONGEST_WORD && !SEPARATOR.test(line.charAt(start - 1))) start--;
  return line.slice(start, end);
}

/** The last word that can only be a symbol; alone before the result any word can be one. */
function nameIn(words: readonly string[]): string | undefined {
  const symbols = words.filter((word) => !SAYS_RESULT.test(word)).flatMap((word) => symbolOfPlace(word) ?? []);
  const joined = symbols.findLast((symbol) => /^[a-z_]\w*_/.test(symbol));
  const [alone] = symbols;
  return joined ?? (symbols.length === 1 && words.length <= 2 && looksLikeSymbol(alone ?? '') ? alone : undefined);
}
