/** The words of a Makefile's variables, expanded far enough for lists of objects and folders. */
import { ALWAYS, all, both, type Condition } from './build-condition.js';
import { type Makefile, splitVariable } from './makefile.js';

/** A word and the condition under which it is in the list. */
export interface Word {
  readonly text: string;
  readonly when: Condition;
}

/** The Makefiles of arches with both widths set `BITS` by an option that stands with this one (arch/x86/Makefile; 5.10 to 7.3). */
const WIDTHS: readonly Word[] = [
  { text: '32', when: all(['!CONFIG_64BIT']) },
  { text: '64', when: all(['CONFIG_64BIT']) },
];

const DEEPEST_REFERENCE = 12;
const MOST_WORDS = 5000;

/**
 * Expands text to words. Understood: variables of the Makefile, `$(src)`, `$(srctree)`, `$(BITS)` (both widths), and
 * the functions that lists of objects use; anything else expands to nothing.
 */
export function expandWords(text: string, makefile: Makefile, folder: string, depth = 0): Word[] {
  if (depth > DEEPEST_REFERENCE) return [];
  return splitWords(text)
    .flatMap((word) => expandWord(word, makefile, folder, depth))
    .slice(0, MOST_WORDS);
}

/** The words of all assignments to a variable's stem, with the condition of each. */
export function variableWords(stem: string, makefile: Makefile, folder: string, depth = 0): Word[] {
  return (makefile.get(stem) ?? []).flatMap(({ words, options }) => {
    const when = all(options);
    return expandWords(words, makefile, folder, depth + 1).map((word) => ({
      text: word.text,
      when: both(when, word.when),
    }));
  });
}

/** Splits at blanks outside of `$(…)`. */
function splitWords(text: string): string[] {
  if (!text.includes('$')) return text.split(/\s+/).filter((word) => word !== '');
  const words: string[] = [];
  let word = '';
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '{') depth++;
    if (character === ')' || character === '}') depth--;
    if (depth <= 0 && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

/** A word with its first reference replaced by each of the values, until none is left. */
function expandWord(word: string, makefile: Makefile, folder: string, depth: number): Word[] {
  const start = word.search(/\$[({]/);
  if (start < 0) return [{ text: word, when: ALWAYS }];
  let end = start + 2;
  for (let open = 1; end < word.length && open > 0; end++) {
    if (/[({]/.test(word.charAt(end))) open++;
    if (/[)}]/.test(word.charAt(end))) open--;
  }
  const values = expandReference(word.slice(start + 2, end - 1), makefile, folder, depth + 1);
  const rests = expandWord(word.slice(end), makefile, folder, depth);
  return values.flatMap((value) =>
    rests.map((rest) => ({ text: word.slice(0, start) + value.text + rest.text, when: both(value.when, rest.when) })),
  );
}

function expandReference(reference: string, makefile: Makefile, folder: string, depth: number): readonly Word[] {
  if (depth > DEEPEST_REFERENCE) return [];
  const call = /^(addprefix|addsuffix|patsubst|sort|strip|filter|filter-out)\s+([\s\S]*)$/.exec(reference);
  if (call !== null) return callFunction(call[1] ?? '', call[2] ?? '', makefile, folder, depth);
  // Paths are relative to the folder; a leading slash means from the top.
  if (reference === 'srctree') return [{ text: '', when: ALWAYS }];
  if (reference === 'src' || reference === 'obj') return [{ text: '.', when: ALWAYS }];
  if (reference === 'BITS') return WIDTHS;
  const substitution = /^([\w.-]+):(\S*?)=(\S*)$/.exec(reference);
  const variable = splitVariable(substitution?.[1] ?? reference);
  if (variable === undefined) return [];
  const words = variableWords(variable.stem, makefile, folder, depth);
  if (substitution === null) return words;
  const [, , from = '', to = ''] = substitution;
  const pattern = from.includes('%') ? [from, to] : [`%${from}`, `%${to}`];
  return words.map(({ text, when }) => ({ text: substitute(text, pattern[0] ?? '', pattern[1] ?? ''), when }));
}

function callFunction(name: string, text: string, makefile: Makefile, folder: string, depth: number): Word[] {
  const parts = splitArguments(text);
  const list = expandWords(parts.at(-1) ?? '', makefile, folder, depth);
  const map = (change: (word: string) => string) => list.map(({ text: word, when }) => ({ text: change(word), when }));
  const argument = (index: number): string => {
    return expandWords(parts[index] ?? '', makefile, folder, depth)[0]?.text ?? '';
  };
  switch (name) {
    case 'addprefix':
      return map((word) => argument(0) + word);
    case 'addsuffix':
      return map((word) => word + argument(0));
    case 'patsubst':
      return map((word) => substitute(word, argument(0), argument(1)));
    default:
      // `filter` keeps too much here, which names a file that another line names anyway.
      return list;
  }
}

/** Splits at commas outside of `$(…)`. */
function splitArguments(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '{') depth++;
    if (character === ')' || character === '}') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** `patsubst` for one word: `%` stands for any text. */
function substitute(word: string, pattern: string, replacement: string): string {
  const [before = '', after = ''] = pattern.split('%');
  if (!word.startsWith(before) || !word.endsWith(after) || word.length < before.length + after.length) return word;
  return replacement.replace('%', () => word.slice(before.length, word.length - after.length));
}
