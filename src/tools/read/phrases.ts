/** Finds known phrases in a line, whatever their number: each place where a word starts costs one look-up. */

export interface Phrases<T> {
  /** What the phrases stand for that a line holds, in the order of the line: the first {@link MOST_FOUND}. */
  in(line: string): readonly { readonly at: number; readonly end: number; readonly means: T }[];
  /** Whether one can stand in a part of a text: its first letters do. */
  mayStandIn(text: string, start: number, end: number): boolean;
}

/** Phrases are told apart by their first letters, and the longer ones by more of these. */
const KEY = 4;
const LONG_KEY = 12;
const NONE: readonly never[] = [];

/** What a tool or a program says has few known phrases; a long line can be one again and again. */
const MOST_FOUND = 32;

/** By the code of a character: of a word, and what it counts as in a key, upper-case letters as lower-case ones. */
const WORD = new Uint8Array(128);
const FOLDED = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  WORD[code] = /[A-Za-z0-9]/.test(character) ? 1 : 0;
  FOLDED[code] = character.toLowerCase().charCodeAt(0);
}

/**
 * Phrases that are looked through once, when the first line is read: most commands and servers start without one.
 * @param list - in lower case; each starts with a letter or a digit and has at least four characters
 */
export function phrases<T>(list: Iterable<readonly [phrase: string, means: T]>): Phrases<T> {
  let known: Phrases<T> | undefined;
  const ready = (): Phrases<T> => {
    known ??= indexed(list);
    return known;
  };
  return {
    in: (line) => ready().in(line),
    mayStandIn: (text, start, end) => ready().mayStandIn(text, start, end),
  };
}

function indexed<T>(list: Iterable<readonly [phrase: string, means: T]>): Phrases<T> {
  const byKey = new Map<number, Alike<T>>();
  /** Pairs of characters with which some phrase starts: most words are passed over by them. */
  const starts = new Uint8Array(1 << 14);
  for (const one of list) {
    const [phrase] = one;
    if (phrase.length < KEY) continue;
    const key = keyAt(phrase, 0);
    const alike: Alike<T> = byKey.get(key) ?? { short: [], long: new Map() };
    byKey.set(key, alike);
    if (phrase.length < LONG_KEY) alike.short.push(one);
    else {
      const start = phrase.slice(0, LONG_KEY);
      alike.long.set(start, [...(alike.long.get(start) ?? []), one]);
    }
    starts[pairAt(phrase, 0)] = 1;
  }
  return {
    in(line) {
      let found: { at: number; end: number; means: T }[] | undefined;
      let lower: string | undefined;
      let inWord = 0;
      const last = line.length - KEY;
      for (let at = 0; at <= last; at++) {
        const code = line.charCodeAt(at);
        const word = code < 128 ? (WORD[code] as number) : 0;
        if (word > inWord && starts[pairAt(line, at)] === 1) {
          const candidates = byKey.get(keyAt(line, at));
          if (candidates !== undefined) {
            lower ??= line.toLowerCase();
            const long = candidates.long.size === 0 ? undefined : candidates.long.get(lower.slice(at, at + LONG_KEY));
            for (const some of long === undefined ? [candidates.short] : [candidates.short, long]) {
              for (const [phrase, means] of some) {
                if (!lower.startsWith(phrase, at)) continue;
                found ??= [];
                found.push({ at, end: at + phrase.length, means });
              }
            }
            if (found !== undefined && found.length >= MOST_FOUND) return found;
          }
        }
        inWord = word;
      }
      return found ?? NONE;
    },
    mayStandIn(text, start, end) {
      let inWord = 0;
      for (let at = start; at <= end - KEY; at++) {
        const code = text.charCodeAt(at);
        const word = code < 128 ? (WORD[code] as number) : 0;
        if (word > inWord && starts[pairAt(text, at)] === 1 && byKey.has(keyAt(text, at))) return true;
        inWord = word;
      }
      return false;
    },
  };
}

/** Phrases that start with the same few letters. */
interface Alike<T> {
  readonly short: (readonly [string, T])[];
  /** By their first letters. */
  readonly long: Map<string, (readonly [string, T])[]>;
}

function folded(code: number): number {
  return code < 128 ? (FOLDED[code] as number) : code;
}

function pairAt(text: string, at: number): number {
  return ((folded(text.charCodeAt(at)) & 127) << 7) | (folded(text.charCodeAt(at + 1)) & 127);
}

/** Four characters as one number. */
function keyAt(text: string, at: number): number {
  let key = 0;
  for (let i = 0; i < KEY; i++) key = (key << 7) ^ folded(text.charCodeAt(at + i));
  return key;
}
