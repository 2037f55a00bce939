/** Text for a terminal: lines of 80 columns, counted as they are shown, and colour where there is a terminal to show it. */
import stringWidth from 'string-width';

const WIDTH = 80;

/** ASCII and what our own texts hold beside it: a column each. */
const NARROW = /^[ -~§·×–—‘’“”…←-↓≤≥─-╿]*$/;

/** Columns that a text takes; most are soon counted. */
export function columnsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Words filled into lines; a word that is longer than a line goes on in the next one. */
export function wrapped(text: string, indent: string, first = indent): readonly string[] {
  const lines: string[] = [];
  const room = WIDTH - Math.max(columnsOf(indent), columnsOf(first));
  let line = first;
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, room))) {
    const blank = line === indent || line === first ? '' : ' ';
    if (columnsOf(line) + blank.length + columnsOf(word) > WIDTH && blank !== '') {
      lines.push(line);
      line = `${indent}${word}`;
    } else line += blank + word;
  }
  return [...lines, line];
}

/** What joins the parts of a path or an expression: a line can end behind it. */
const JOINT = /[/_.,;:()>&|=+-]/;

/** A word in pieces that fit, cut where its parts are joined where that leaves no short piece. */
function pieces(word: string, room: number): readonly string[] {
  if (columnsOf(word) <= room) return [word];
  const found: string[] = [];
  let piece = '';
  let columns = 0;
  // A letter stays with the marks that belong to it.
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const wide = columnsOf(segment);
    if (columns + wide > room && piece !== '') {
      const joint = [...piece].findLastIndex((letter) => JOINT.test(letter)) + 1;
      const cut = joint > [...piece].length / 2 ? joint : [...piece].length;
      found.push([...piece].slice(0, cut).join(''));
      piece = [...piece].slice(cut).join('');
      columns = columnsOf(piece);
    }
    piece += segment;
    columns += wide;
  }
  return [...found, piece];
}

/** A text and another at the end of the line, or on lines of its own where both do not fit. */
export function apart(left: string, right: string): readonly string[] {
  const gap = WIDTH - columnsOf(left) - columnsOf(right);
  if (gap >= 1) return [`${left}${' '.repeat(gap)}${right}`];
  const ends = columnsOf(right) > WIDTH ? wrapped(right, '   ') : [`${' '.repeat(WIDTH - columnsOf(right))}${right}`];
  return [...wrapped(left, '   ', ''), ...ends];
}

/** A text that fills so many columns. */
export function padded(text: string, columns: number): string {
  return `${text}${' '.repeat(Math.max(0, columns - columnsOf(text)))}`;
}

export interface Styles {
  strong(text: string): string;
  faint(text: string): string;
  warm(text: string): string;
}

/** Select Graphic Rendition (ECMA-48, 8.3.117): what begins and what ends each. */
const SGR = { bold: [1, 22], dim: [2, 22], yellow: [33, 39] } as const;

/** Colours for a stream: none where it is no terminal, or where `NO_COLOR` is set (no-color.org). */
export function stylesOf({ isTTY }: { readonly isTTY?: boolean }, environment = process.env): Styles {
  const on = isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const style =
    ([begin, end]: readonly [number, number]) =>
    (text: string): string =>
      on ? `\u001b[${begin}m${text}\u001b[${end}m` : text;
  return { strong: style(SGR.bold), faint: style(SGR.dim), warm: style(SGR.yellow) };
}
