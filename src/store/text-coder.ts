/** Texts of a pack (names, guards, paths) as bytes: each word is foretold from the words before it. */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';

/** Codes one text after the other; when decoding, `text` is ignored and what was stored is returned. */
export interface TextCoder {
  /** @param kind - texts of one kind (0 … kinds-1) are alike */
  code(kind: number, text: string): string;
  /** Learns a text that both sides know already, as if it had been coded. */
  learn(kind: number, text: string): void;
  /** Texts from here on share words with each other more than with those before: those of one file, say. */
  startGroup(): void;
}

/** The words of a text; put together they are the text again. */
const WORDS = /_*[A-Za-z0-9]+|[^A-Za-z0-9_]+|_+/g;

/** Words that are remembered: 2 to this. */
const WORD_BITS = 18;
const MOST_WORDS = 2 ** WORD_BITS;
/** Words of a text, letters of a word: what is longer is cut off, and what says it is longer is damaged. */
const MOST_LENGTH = 2 ** 14;
/** The end of a text is word 0. */
const END = 0;
const UNKNOWN = -1;

/** Contexts (the words before) that guesses are kept for: 2 to this, each with two guesses; of one word, half as many. */
const TABLE_BITS = 16;

/** Where each kind of decision has its contexts, for each kind of text. */
const GUESS = 0;
const IN_GROUP = GUESS + 2048;
const IS_KNOWN = IN_GROUP + 12;
const PLACE = IS_KNOWN + 1;
const WORD = PLACE + 12 * NUMBER_CONTEXTS;
const OF_KIND = WORD + MOST_WORDS;
/** And for all of them: the letters of new words, by the two before. */
const LETTERS = 2 ** 19;

/** As many contexts as the coder beneath has to have. */
export function textContexts(kinds: number): number {
  return LETTERS + NUMBER_CONTEXTS + kinds * OF_KIND;
}

/** A coder of texts on top of a coder of bits with as many contexts as `textContexts` says for the kinds of texts. */
export function textCoder(bits: BitCoder): TextCoder {
  const words = [''];
  const ids = new Map([['', END]]);
  let knowsIds = !bits.decoding;
  const byStart = guessTable(TABLE_BITS + 1);
  const byTwo = guessTable(TABLE_BITS + 1);
  const byOne = guessTable(TABLE_BITS + 1);
  const guesses = new Int32Array(8);
  const trust = new Int32Array(8);
  let guessed = 0;
  /** Words of this group in the order in which they came first. */
  let group: number[] = [];
  let groupNumber = 1;
  const groupOf = new Int32Array(MOST_WORDS);
  const placeOf = new Int32Array(MOST_WORDS);

  const addGuesses = (table: Int32Array, at: number, count: number, source: number): void => {
    for (let i = 0; i < count; i++) {
      const entry = table[at + i] as number;
      if (entry < 0) return;
      const word = entry >> 4;
      let known = 0;
      while (known < guessed && guesses[known] !== word) known++;
      if (known < guessed) {
        // Two contexts that agree are trusted more.
        trust[known] = (trust[known] as number) | (source === 1 ? 512 : 1024);
        continue;
      }
      guesses[guessed] = word;
      trust[guessed++] = (source * 4 + i) * 16 + (entry & 15);
    }
  };

  const codeWord = (base: number, wanted: number): number => {
    for (let i = 0; i < guessed; i++) {
      const guess = guesses[i] as number;
      if (bits.bit(base + GUESS + (trust[i] as number), guess === wanted ? 1 : 0)) return guess;
    }
    const size = Math.min(11, 32 - Math.clz32(group.length));
    const inGroup = wanted >= 0 && groupOf[wanted] === groupNumber ? 1 : 0;
    if (bits.bit(base + IN_GROUP + size, inGroup)) {
      const back = inGroup ? group.length - 1 - (placeOf[wanted] as number) : 0;
      const place = group.length - 1 - codeNumber(bits, base + PLACE + size * NUMBER_CONTEXTS, back);
      const word = group[place];
      if (word === undefined) throw new RangeError(DAMAGED);
      return word;
    }
    if (!bits.bit(base + IS_KNOWN, wanted >= 0 ? 1 : 0)) return UNKNOWN;
    let node = 1;
    for (let digit = WORD_BITS - 1; digit >= 0; digit--)
      node = node * 2 + bits.bit(base + WORD + node, (wanted >> digit) & 1);
    return node - MOST_WORDS;
  };

  /** A word that was never seen, letter by letter; 0 ends it, 127 stands before the number of one that is no such letter. */
  const spell = (word: string): string => {
    let spelt = '';
    let before = 0;
    for (let i = 0; i <= MOST_LENGTH; i++) {
      const unit = word.charCodeAt(i);
      const letter = i >= Math.min(word.length, MOST_LENGTH) ? 0 : unit > 0 && unit < 127 ? unit : 127;
      let node = 1;
      for (let digit = 6; digit >= 0; digit--) node = node * 2 + bits.bit(before * 128 + node, (letter >> digit) & 1);
      const got = node & 127;
      if (got === 0) return spelt;
      spelt += String.fromCharCode(got === 127 ? codeNumber(bits, LETTERS, unit || 0) : got);
      before = (before & 31) * 128 + got;
    }
    throw new RangeError(DAMAGED);
  };

  /** The number of a word that was never seen. */
  const add = (spelt: string): number => {
    const word = words.length;
    if (word < MOST_WORDS) {
      words.push(spelt);
      if (knowsIds) ids.set(spelt, word);
    }
    return word;
  };
  const toGroup = (word: number): void => {
    if (word >= MOST_WORDS || groupOf[word] === groupNumber) return;
    groupOf[word] = groupNumber;
    placeOf[word] = group.length;
    group.push(word);
  };
  const learnText = (kind: number, text: string): void => {
    if (!knowsIds) {
      // A decoder asks for words by their number, until it is told one.
      knowsIds = true;
      words.forEach((word, id) => {
        ids.set(word, id);
      });
    }
    let start = kind + 1;
    let one = MOST_WORDS + kind;
    let two = 0;
    for (const spelt of [...(text.match(WORDS) ?? []).slice(0, MOST_LENGTH), '']) {
      const word = ids.get(spelt) ?? add(spelt);
      if (word < MOST_WORDS) {
        learn(byStart, placeIn(hash(start, 7)), 2, word);
        learn(byTwo, placeIn(hash(one, two)), 2, word);
        learn(byOne, placeIn(hash(one, MOST_WORDS)) & ~3, 4, word);
      }
      if (word === END) return;
      toGroup(word);
      start = hash(start, word);
      two = one;
      one = word;
    }
  };

  const code = (kind: number, text: string): string => {
    const base = LETTERS + NUMBER_CONTEXTS + kind * OF_KIND;
    const given = bits.decoding ? [] : (text.match(WORDS) ?? []).slice(0, MOST_LENGTH);
    let whole = '';
    let start = kind + 1;
    let one = MOST_WORDS + kind;
    let two = 0;
    for (let i = 0; i <= MOST_LENGTH; i++) {
      const wanted = bits.decoding ? UNKNOWN : (ids.get(given[i] ?? '') ?? UNKNOWN);
      const atStart = placeIn(hash(start, 7));
      const atTwo = placeIn(hash(one, two));
      const atOne = placeIn(hash(one, MOST_WORDS)) & ~3;
      guessed = 0;
      addGuesses(byStart, atStart, 2, 0);
      addGuesses(byTwo, atTwo, 2, 1);
      addGuesses(byOne, atOne, 4, 2);
      let word = codeWord(base, wanted);
      let spelt = words[word] ?? '';
      if (word === UNKNOWN) {
        spelt = spell(given[i] ?? '');
        word = add(spelt);
      }
      if (word < MOST_WORDS) {
        learn(byStart, atStart, 2, word);
        learn(byTwo, atTwo, 2, word);
        learn(byOne, atOne, 4, word);
      }
      if (word === END) return whole;
      toGroup(word);
      whole += spelt;
      start = hash(start, word);
      two = one;
      one = word;
    }
    throw new RangeError(DAMAGED);
  };
  return {
    code,
    learn: learnText,
    startGroup: () => {
      groupNumber++;
      group = [];
    },
  };
}

const DAMAGED = 'the texts of the pack are damaged';

/** Guesses (word · 16 + how often it was right, up to 15), the latest first; -1 for none. */
function guessTable(bits: number): Int32Array {
  return new Int32Array(2 ** bits).fill(-1);
}

function hash(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
}

function placeIn(hashed: number): number {
  return (hashed >>> (32 - TABLE_BITS)) * 2;
}

function learn(table: Int32Array, at: number, count: number, word: number): void {
  let i = 0;
  while (i < count - 1 && (table[at + i] as number) >> 4 !== word) i++;
  const entry = table[at + i] as number;
  const times = entry >> 4 === word ? Math.min(15, (entry & 15) + 1) : 1;
  for (; i > 0; i--) table[at + i] = table[at + i - 1] as number;
  table[at] = word * 16 + times;
}
