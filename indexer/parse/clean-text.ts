/** Blanks comments and the inside of literals, so that what is left is code; offsets and lines stay as they were. */

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;

/**
 * Returns the text of a C file, one character a byte (Latin-1, so that any byte sequence is readable), with comments
 * and the contents of string and character literals replaced by blanks. Newlines stay, also inside comments.
 * An unterminated literal ends at its line's end, an unterminated comment at the file's end.
 */
export function cleanText(bytes: Uint8Array): string {
  const out = Buffer.from(bytes);
  const length = out.length;
  let i = 0;
  while (i < length) {
    const c = out[i] as number;
    if (c === SLASH) {
      const next = out[i + 1];
      if (next === STAR) i = blankBlockComment(out, i);
      else if (next === SLASH) i = blankLineComment(out, i);
      else i++;
    } else if (c === QUOTE || c === APOSTROPHE) {
      i = blankLiteral(out, i, c);
    } else {
      if (c === 0 || c > 126 || (c < SPACE && c !== NEWLINE && c !== TAB)) out[i] = SPACE;
      i++;
    }
  }
  return out.toString('latin1');
}

function blankBlockComment(out: Buffer, start: number): number {
  const found = out.indexOf('*/', start + 2, 'latin1');
  const end = found < 0 ? out.length : found + 2;
  for (let i = start; i < end; i++) if (out[i] !== NEWLINE) out[i] = SPACE;
  return end;
}

function blankLineComment(out: Buffer, start: number): number {
  let i = start;
  while (i < out.length && out[i] !== NEWLINE) {
    // A spliced line continues the comment.
    if (out[i] === BACKSLASH && out[i + 1] === NEWLINE) {
      out[i] = SPACE;
      i += 2;
      continue;
    }
    out[i++] = SPACE;
  }
  return i;
}

function blankLiteral(out: Buffer, start: number, quote: number): number {
  let i = start + 1;
  while (i < out.length) {
    const c = out[i] as number;
    if (c === quote) return i + 1;
    if (c === NEWLINE) return i;
    if (c === BACKSLASH) {
      out[i++] = SPACE;
      if (i < out.length && out[i] !== NEWLINE) out[i] = SPACE;
      i++;
      continue;
    }
    out[i++] = SPACE;
  }
  return i;
}
