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
  escape: 2048,
  upper: 4096,
  percent: 8192,
  minus: 16384,
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
  ['\u001b\r\b', Mark.escape],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', Mark.upper],
  ['%', Mark.percent],
  ['-', Mark.minus],
] as const)
  for (const character of characters) MARKS[character.charCodeAt(0)] = mark;

/** Of a longer line only this much is read: its head, and its end, where results stand. */
const MOST_HEAD = 1600;
const MOST_TAIL = 400;

const NEWLINE = 10;
const BLANK = 32;

/** Calls `read` with each line that is not blank, and once with an empty one for a run of blank ones. One pass. */
export function eachLine(text: string, read: (line: string, marks: number) => void): void {
  let start = 0;
  let marks = 0;
  let blank = true;
  let gap = false;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? NEWLINE : text.charCodeAt(at);
    if (code !== NEWLINE) {
      if (code > BLANK) blank = false;
      marks |= code < 128 ? (MARKS[code] as number) : Mark.wide;
      continue;
    }
    if (!blank) {
      const line = cut(text, start, at, marks);
      if (line.trim() !== '') read(line, marks);
      gap = false;
    } else if (!gap) {
      read('', 0);
      gap = true;
    }
    start = at + 1;
    marks = 0;
    blank = true;
  }
}

function cut(text: string, start: number, end: number, marks: number): string {
  const whole =
    end - start <= MOST_HEAD + MOST_TAIL
      ? text.slice(start, end)
      : `${text.slice(start, start + MOST_HEAD)} ${text.slice(end - MOST_TAIL, end)}`;
  return (marks & Mark.escape) === 0 && !whole.startsWith('^C') ? whole : withoutTerminal(whole);
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
