/** The lines of an output, cleaned of what a terminal adds, and what kinds of characters stand in each. */

/** Which characters a line holds: readers look only at lines that can be theirs. */
export const Mark = {
  paren: 1,
  equals: 2,
  bar: 4,
  bracket: 8,
  colon: 16,
  at: 32,
  plus: 64,
  arrow: 128,
  digit: 256,
  quote: 512,
  wide: 1024,
  /** ESC, BS, or CR within the line. */
  escape: 2048,
  upper: 4096,
  percent: 8192,
  minus: 16384,
  /** A digit behind a minus. */
  negative: 32768,
  /** A word that begins with E and a capital or a digit, as names of errnos do. */
  name: 65536,
} as const;

const MARKS = new Uint16Array(128);
for (const [characters, mark] of [
  ['(', Mark.paren],
  ['=', Mark.equals],
  ['|', Mark.bar],
  ['[', Mark.bracket],
  [':', Mark.colon],
  ['@', Mark.at],
  ['+', Mark.plus],
  ['<>', Mark.arrow],
  ['0123456789', Mark.digit],
  ['"\'', Mark.quote],
  ['\u001b\b', Mark.escape],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', Mark.upper],
  ['%', Mark.percent],
  ['-', Mark.minus],
] as const)
  for (const character of characters) MARKS[character.charCodeAt(0)] = mark;

/** Of a longer line only this much is read: its head, and its end, where results stand. */
const MOST_HEAD = 1600;
const MOST_TAIL = 400;

const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const DOT = 46;
const MINUS = 45;
const LETTER_E = 69;
const UNDERSCORE = 95;

/** Longer numbers are values in 64 bits, shorter ones can be errnos. */
const LEAST_DIGITS = 4;
const MOST_DIGITS = 9;

/**
 * A line: where it stands, which marks it holds, how it looks. The same object for each line, as there can be a million of them.
 */
export interface Line {
  start: number;
  end: number;
  marks: number;
  /** With `second` the same for lines that differ only in times and in numbers of four to nine digits, such as those of processes. */
  shape: number;
  second: number;
  /** The same for lines that differ in any number of up to nine digits that is not negative. */
  form: number;
  /** A hash of the numbers below zero: those behind a blank, a bracket or a sign. */
  below: number;
}

export type LineVisitor = (line: Readonly<Line>) => void;

/** Characters behind which a minus is a sign; elsewhere it joins words. */
const BEFORE_NEGATIVE = new Uint8Array(128);
for (const character of ' \t=([,:') BEFORE_NEGATIVE[character.charCodeAt(0)] = 1;

/** Visits each line that is not blank, and once an empty one (`start === end`) for a run of blank ones. One pass. */
export function eachLine(text: string, visit: LineVisitor): void {
  const line: Line = { start: 0, end: 0, marks: 0, shape: 0, second: 0, form: 0, below: 0 };
  let start = 0;
  let marks = 0;
  let blank = true;
  let gap = false;
  let high = 0;
  let low = 0;
  let form = 0;
  // A number as it is read, and what the hash was before it.
  let digits = 0;
  let fraction = false;
  let highBefore = 0;
  let lowBefore = 0;
  let formBefore = 0;
  let counts = false;
  let below = 0;
  let negative = false;
  /** Where a word began with E. */
  let named = -1;
  /** The first CR of the line, which ends it or goes back to its start. */
  let carriage = -1;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? NEWLINE : text.charCodeAt(at);
    const mark = code < 128 ? (MARKS[code] as number) : Mark.wide;
    if (mark === Mark.digit) {
      if (digits === 0) {
        highBefore = high;
        lowBefore = low;
        formBefore = form;
        const before = at > start ? text.charCodeAt(at - 1) : BLANK;
        fraction = before === DOT;
        counts = before === BLANK || (before !== MINUS && (MARKS[before & 127] as number) !== 0) || fraction;
        if (before === MINUS) {
          marks |= Mark.negative;
          negative = at - 2 < start || BEFORE_NEGATIVE[text.charCodeAt(at - 2) & 127] === 1;
        } else {
          negative = false;
          if (named === at - 1) marks |= Mark.name;
        }
      }
      if (negative) below = Math.imul(below ^ code, 0x01000193);
      digits++;
    } else if (digits > 0) {
      if (fraction || (digits >= LEAST_DIGITS && digits <= MOST_DIGITS)) {
        high = highBefore;
        low = lowBefore;
      }
      if (counts && digits <= MOST_DIGITS) form = formBefore;
      digits = 0;
    }
    if (mark === Mark.upper) {
      if (named === at - 1) marks |= Mark.name;
      if (code === LETTER_E && (at === start || !isWord(text.charCodeAt(at - 1)))) named = at;
    }
    if (code !== NEWLINE) {
      if (code > BLANK) blank = false;
      else if (code === RETURN && carriage < start) carriage = at;
      marks |= mark;
      high = Math.imul(high ^ code, 0x01000193);
      low = (Math.imul(low, 31) + code) | 0;
      form = Math.imul(form ^ code, 0x01000193);
      continue;
    }
    if (!blank) {
      const end = at > start && text.charCodeAt(at - 1) === RETURN ? at - 1 : at;
      if (carriage >= start && carriage < end) marks |= Mark.escape;
      line.start = start;
      line.end = end;
      line.marks = marks;
      line.shape = high;
      line.second = low;
      line.form = form;
      line.below = below;
      visit(line);
      gap = false;
    } else if (!gap) {
      line.start = start;
      line.end = start;
      visit(line);
      gap = true;
    }
    start = at + 1;
    marks = 0;
    blank = true;
    high = 0;
    low = 0;
    form = 0;
    below = 0;
    named = -1;
  }
}

/** Of a name: a letter, a digit, an underscore. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === UNDERSCORE;
}

/** The line as it is read; empty where nothing is left of it but what moves a cursor. */
export function lineAt(text: string, { start, end, marks }: Line): string {
  const whole =
    end - start <= MOST_HEAD + MOST_TAIL
      ? text.slice(start, end)
      : `${text.slice(start, start + MOST_HEAD)} ${text.slice(end - MOST_TAIL, end)}`;
  if ((marks & Mark.escape) === 0 && !whole.startsWith('^C')) return whole;
  const plain = withoutTerminal(whole);
  return plain.trim() === '' ? '' : plain;
}

/** ESC, BEL and BS as they begin, end and overwrite. */
const ESCAPE = '\u001b';
const BELL = '\u0007';
const BACKSPACE = /[\b]/g;

/** Colours and cursor movements (ECMA-48), what was overwritten with CR, and an echoed Ctrl-C. */
function withoutTerminal(line: string): string {
  const [first = '', ...sequences] = line.split(ESCAPE);
  const plain = [first, ...sequences.map(behindSequence)].join('').replace(BACKSPACE, '').trimEnd();
  return plain.slice(plain.lastIndexOf('\r') + 1).replace(/^(?:\^C){1,9}/, '');
}

/** What follows a control sequence, its ESC taken off: `[1;31mERROR`, `]0;title` up to a BEL, `(B`. */
function behindSequence(text: string): string {
  if (text.startsWith(']')) return text.includes(BELL) ? text.slice(text.indexOf(BELL) + 1) : '';
  return text.replace(/^(?:\[[0-9;:?]{0,40}[ -/]?[@-~]|[ -/]?[0-~])/, '');
}
