/** Finds known phrases in a line, whatever their number: each place where a word starts costs one look-up. */

export interface Phrases<T> {
  /** What the phrases stand for that a line holds, in the order of the line. */
  in(line: string): readonly { readonly at: number; readonly end: number; readonly means: T }[];
}

/** Phrases are told apart by their first letters. */
const KEY = 4;
const NONE: readonly never[] = [];

/** @param phrases - in lower case; each starts with a letter or a digit and has at least four characters */
export function phrases<T>(phrases: Iterable<readonly [phrase: string, means: T]>): Phrases<T> {
  const byKey = new Map<number, (readonly [string, T])[]>();
  for (const one of phrases) {
    const [phrase] = one;
    if (phrase.length < KEY) continue;
    const key = keyAt(phrase, 0);
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return {
    in(line) {
      let found: { at: number; end: number; means: T }[] | undefined;
      let lower: string | undefined;
      let inWord = false;
      for (let at = 0; at + KEY <= line.length; at++) {
        const word = isWord(line.charCodeAt(at));
        if (word && !inWord) {
          const candidates = byKey.get(keyAt(line, at));
          if (candidates !== undefined) {
            lower ??= line.toLowerCase();
            for (const [phrase, means] of candidates) {
              if (!lower.startsWith(phrase, at)) continue;
              found ??= [];
              found.push({ at, end: at + phrase.length, means });
            }
          }
        }
        inWord = word;
      }
      return found ?? NONE;
    },
  };
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Four characters as one number, with upper-case letters as lower-case ones. */
function keyAt(text: string, at: number): number {
  let key = 0;
  for (let i = 0; i < KEY; i++) {
    const code = text.charCodeAt(at + i);
    key = (key << 7) ^ (code >= 65 && code <= 90 ? code + 32 : code);
  }
  return key;
}
