/** The simple commands of a shell text, with their words: enough of POSIX's grammar for checks, and a refusal of the rest. */

/** A program and its arguments, quotes taken off. */
export type SimpleCommand = readonly string[];

/** Redirections that write nothing: errors dropped or joined to the output, a file read. */
const HARMLESS = /^(?:2>\/dev\/null|2>&1|<)/;

/** Between two commands. */
const SEPARATOR = /^(?:\|\||&&|[|;\n])/;

/**
 * Every command that a shell would run, those in `$(…)` included, in no particular order.
 * @throws Error where the text writes to a file, runs in the background, or uses what is not understood here.
 */
export function shellCommands(text: string): readonly SimpleCommand[] {
  const found: SimpleCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) found.push(words);
    words = [];
  };
  const add = (more: string): void => {
    word = (word ?? '') + more;
  };
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const harmless = word === undefined ? HARMLESS.exec(rest)?.[0] : undefined;
    const separator = SEPARATOR.exec(rest)?.[0];
    if (harmless !== undefined) at += harmless.length;
    else if (separator !== undefined) {
      endCommand();
      at += separator.length;
    } else if (rest[0] === ' ') {
      endWord();
      at++;
    } else if (rest[0] === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) throw new Error('a single quote is not closed');
      add(text.slice(at + 1, end));
      at = end + 1;
    } else if (rest[0] === '"') {
      const { inner, length } = doubleQuoted(rest, found);
      add(inner);
      at += length;
    } else if (rest.startsWith('$(')) {
      const { inner, length } = substituted(rest);
      found.push(...shellCommands(inner));
      add('$(…)');
      at += length;
    } else if (/^[><&`(){}#!]/.test(rest) && !rest.startsWith('{') && !rest.startsWith('}')) {
      throw new Error(`"${rest[0]}" is not allowed at "${rest.slice(0, 20)}"`);
    } else {
      add(rest[0] === '\\' ? rest.slice(0, 2) : (rest[0] ?? ''));
      at += rest[0] === '\\' ? 2 : 1;
    }
  }
  endCommand();
  return found;
}

/** What stands in double quotes at the start of a text; commands in it are added to `found`. */
function doubleQuoted(text: string, found: SimpleCommand[]): { inner: string; length: number } {
  let inner = '';
  for (let at = 1; at < text.length; ) {
    const rest = text.slice(at);
    if (rest[0] === '"') return { inner, length: at + 1 };
    if (rest[0] === '`') throw new Error('backquotes are not allowed');
    if (rest.startsWith('$(')) {
      const { inner: command, length } = substituted(rest);
      found.push(...shellCommands(command));
      inner += '$(…)';
      at += length;
    } else {
      const length = rest[0] === '\\' ? 2 : 1;
      inner += rest.slice(0, length);
      at += length;
    }
  }
  throw new Error('a double quote is not closed');
}

/** The text between `$(` at the start of a text and its `)`. */
function substituted(text: string): { inner: string; length: number } {
  let depth = 0;
  let quote = '';
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return { inner: text.slice(2, at), length: at + 1 };
  }
  throw new Error('a substitution is not closed');
}
