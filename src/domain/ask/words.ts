/** The words of a question, with where each stands. */

export interface Word {
  /** Without what ends a sentence. */
  readonly text: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** Paths and names with dots or dashes stay whole. */
const WORD = /\/[\w./*+@-]+|[\p{L}\p{N}_][\p{L}\p{N}_./+~*-]*/gu;
const MOST_WORDS = 400;

export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const { 0: whole, index } of text.matchAll(WORD)) {
    const word = whole.replace(/[./*~-]+$/, '') || whole;
    words.push({ text: word, lower: word.toLowerCase(), start: index, end: index + word.length });
    if (words.length === MOST_WORDS) break;
  }
  return words;
}

/**
 * Names of syscalls and of functions behind them that are words of any sentence: of these only what stands beside an errno, or
 * behind a word that leads to a name, is meant.
 */
export const COMMON: ReadonlySet<string> = new Set(
  `time access select link kill wait sync pause exit nice times send accept listen connect close signal poll open break read
  watch spawn`.split(/\s+/),
);

/** Words of questions in English and a few of other languages, which name nothing. */
export const PLAIN: ReadonlySet<string> = new Set(
  `a about after all an and any are as at be because been before but by call called calls can cannot cause causes come comes
  could did do does doing error errors fail failed failing fails fine for from function functions gave get gets give gives got
  had has have hello how i if in into is it its kernel linux make makes mean means my no not of off on or our out over return
  returned returns said same say says see set should so some syscall syscalls system than that the their them then there these
  they this to under up us use used uses using value was we were what when where which while who whom why will with without
  would you your der die das und oder bei wo her kommt warum ist nicht auf von le la les de du sur pourquoi dans est que
  please help machine disk full still exist exists file files directory space left device many open line paste output first
  last allocate allocated node container pod service user users root since until between versus changed change different difference`.split(
    /\s+/,
  ),
);
