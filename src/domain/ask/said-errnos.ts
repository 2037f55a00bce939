/** The errnos that a question names, in any of the forms in which people and programs write them. */

import { phrases } from '../../tools/read/phrases.js';
import type { Arch } from '../arch.js';
import { ERRNO_MESSAGES, ERRNOS, errnoByName, errnoByNumber, parseErrnoNumber } from '../errno.js';
import { damerauLevenshtein } from '../nearest.js';
import { translatedMessages } from './translated-messages.js';
import { PLAIN, type Word } from './words.js';

/** How the text was understood: `misspelt` was taken for something that it is not. */
type ErrnoHow = 'name' | 'message' | 'number' | 'misspelt';

export interface SaidErrno {
  /** The canonical name. */
  readonly name: string;
  readonly how: ErrnoHow;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MESSAGES = phrases(ERRNO_MESSAGES);

const NAME = /(?<![A-Za-z0-9/])E[A-Z0-9]{2,15}(?![A-Za-z0-9_])/g;

/**
 * `errno 11`, `[Errno 28]`, `errno=122`, `os error 28`, `Errcode: 24`, `error=11`, `code: 11`, `failed (24:`, `returned -11`,
 * `Err:0x1c`. The exit status of a program is no errno.
 */
const NUMBERED =
  /\b(?:errno|os error|errcode|err(?:or)?(?: (?:code|number|no))?|(?<!\bexit(?:ed)? (?:with )?)(?:code|status)|ret(?:urn(?:s|ed)?)?|failed|returned with|rc)[\s:=(]{1,4}(-?(?:0x[0-9a-f]{1,3}|\d{1,4}))\b/gi;
/** `-28` by itself. */
const NEGATIVE = /(?<![\w.)\]-])-(\d{1,4})(?![\w.-])/g;
/** -28 as an unsigned number: no other value looks so. */
const UNSIGNED = /(?<![\w.])(?:0x)?f{4,12}[0-9a-f]{4}(?!\w)|(?<![\w.])(?:42949\d{5}|184467440737\d{8})(?!\w)/gi;

/** Each errno once, in the order of the text; names and messages come before numbers, which can be something else. */
export function saidErrnos(text: string, words: readonly Word[], arch?: Arch): readonly SaidErrno[] {
  const told = [...named(text, words), ...messages(text)];
  if (told.length > 0) return distinct(told);
  const translated = inOtherLanguages(text);
  if (translated.length > 0) return translated;
  const numbers = numbered(text, words, arch);
  if (numbers.length > 0) return distinct(numbers);
  return distinct([...misspeltNames(words), ...cutMessages(text), ...misspeltMessages(words)].slice(0, 1));
}

/** `EPERM` in any case by itself, in capitals also as a part (`Unix.EPERM`, `Sys(EPERM)`, `UV_EPERM`). */
function named(text: string, words: readonly Word[]): SaidErrno[] {
  const parts = [...text.matchAll(NAME)].map(({ 0: name, index }) => {
    return { text: name, start: index, end: index + name.length };
  });
  return [...words.map(place), ...parts].flatMap((one) => {
    const errno = /^e[a-z0-9]{2,15}$/i.test(one.text) ? errnoByName(one.text.toUpperCase()) : undefined;
    return errno === undefined ? [] : [{ ...one, name: errno.name, how: 'name' as const }];
  });
}

/** Of messages that begin at one place the longest: `Too many open files in system`. */
function messages(text: string): SaidErrno[] {
  const longest = new Map<number, { readonly at: number; readonly end: number; readonly means: string }>();
  for (const found of MESSAGES.in(text)) {
    if ((longest.get(found.at)?.end ?? 0) < found.end) longest.set(found.at, found);
  }
  return [...longest.values()].map(({ at, end, means }) => {
    return { name: means, how: 'message', text: text.slice(at, end), start: at, end };
  });
}

/** What libc prints where the language of the user is another one. */
function inOtherLanguages(text: string): readonly SaidErrno[] {
  const lower = text.toLowerCase().replaceAll('’', "'");
  const found = [...translatedMessages()].flatMap(([message, name]) => {
    const at = lower.indexOf(message);
    return at < 0 ? [] : [{ name, start: at, end: at + message.length }];
  });
  const longest = found.filter(
    (one) => !found.some((other) => other !== one && other.start <= one.start && one.end <= other.end),
  );
  return distinct(
    longest.map(({ name, start, end }) => ({ name, how: 'message', text: text.slice(start, end), start, end })),
  );
}

function numbered(text: string, words: readonly Word[], arch: Arch | undefined): SaidErrno[] {
  const found: SaidErrno[] = [];
  const add = (whole: string, start: number, number: number | null): void => {
    const errno = number === null ? undefined : errnoByNumber(number, arch);
    if (errno === undefined) return;
    found.push({ name: errno.name, how: 'number', text: whole, start, end: start + whole.length });
  };
  for (const { 0: whole, index } of text.matchAll(UNSIGNED)) add(whole, index, parseErrnoNumber(whole));
  for (const { 0: whole, 1: digits = '', index } of text.matchAll(NUMBERED))
    add(whole, index, parseErrnoNumber(digits));
  for (const { 0: whole, 1: digits, index } of text.matchAll(NEGATIVE)) add(whole, index, Number(digits));
  // -1 is what libc returns where another number says why.
  const telling = found.filter(({ text: whole }) => !/-1$/.test(whole));
  if (found.length > 0) return telling.length > 0 ? telling : found;
  // A number that stands alone is what is asked about: `28`, `what is 524`.
  const others = words.filter(({ lower }) => !PLAIN.has(lower));
  const [only] = others;
  if (others.length === 1 && only !== undefined && /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(only.text))
    add(only.text, only.start, parseErrnoNumber(only.text));
  return found;
}

/** Lower-case words are taken for an errno only where a letter is wrong: they are mostly words. */
function misspeltNames(words: readonly Word[]): SaidErrno[] {
  const found = words.flatMap((word) => {
    if (!/^[a-z0-9]{5,12}$|^e_?[a-z0-9_]{4,12}$/i.test(word.text) || PLAIN.has(word.lower)) return [];
    const shouted = word.text === word.text.toUpperCase() && /[A-Z]/.test(word.text);
    const bound = shouted && word.text.length > 5 ? 2 : 1;
    if (!shouted && !word.lower.startsWith('e') && !word.lower.startsWith('n')) return [];
    const near = ERRNOS.map(({ name }) => ({ name, off: damerauLevenshtein(word.lower, name.toLowerCase(), bound) }))
      .filter(({ off }) => off <= bound)
      .sort((a, b) => a.off - b.off);
    const [best, next] = near;
    if (best === undefined || next?.off === best.off) return [];
    return [{ ...place(word), name: best.name, how: 'misspelt' as const, off: best.off }];
  });
  return found.sort((a, b) => a.off - b.off).map(({ off: _, ...errno }) => errno);
}

/** Messages that a question breaks off: `no space left`, `too many open`. */
const LEAST_START = 12;

function cutMessages(text: string): SaidErrno[] {
  const lower = text.toLowerCase();
  const starts = [...ERRNO_MESSAGES].flatMap(([message, name]) => {
    const words = message.split(' ');
    for (let count = words.length - 1; count >= 2; count--) {
      const start = words.slice(0, count).join(' ');
      const at = start.length < LEAST_START ? -1 : lower.indexOf(start);
      if (at >= 0) return [{ name, at, start }];
    }
    return [];
  });
  const [first] = starts.sort((a, b) => b.start.length - a.start.length);
  // Several errnos can begin so: then it tells none.
  if (first === undefined || starts.some(({ name, start }) => name !== first.name && start === first.start)) return [];
  const end = first.at + first.start.length;
  return [{ name: first.name, how: 'misspelt', text: text.slice(first.at, end), start: first.at, end }];
}

/** Shorter messages are near to too much. */
const LEAST_MESSAGE = 14;
const LETTERS_A_MISTAKE = 8;

function misspeltMessages(words: readonly Word[]): SaidErrno[] {
  let best: { readonly errno: SaidErrno; readonly off: number } | undefined;
  for (const [message, name] of ERRNO_MESSAGES) {
    if (message.length < LEAST_MESSAGE) continue;
    const count = message.split(' ').length;
    for (let first = 0; first + count <= words.length; first++) {
      const part = words.slice(first, first + count);
      const [start, end] = [part[0], part.at(-1)];
      if (start === undefined || end === undefined) continue;
      const text = part.map(({ lower }) => lower).join(' ');
      const bound = Math.min(3, Math.floor(message.length / LETTERS_A_MISTAKE));
      const off = damerauLevenshtein(text, message, bound);
      if (off > bound || off >= (best?.off ?? bound + 1)) continue;
      best = { off, errno: { name, how: 'misspelt', text, start: start.start, end: end.end } };
    }
  }
  return best === undefined ? [] : [best.errno];
}

function place({ text, start, end }: Word): Pick<SaidErrno, 'text' | 'start' | 'end'> {
  return { text, start, end };
}

function distinct(errnos: readonly SaidErrno[]): readonly SaidErrno[] {
  const found = new Map<string, SaidErrno>();
  for (const errno of errnos.toSorted((a, b) => a.start - b.start))
    if (!found.has(errno.name)) found.set(errno.name, errno);
  return [...found.values()];
}
