/** Words filled into lines of a terminal. */

const WIDTH = 80;

/** A word that is longer than a line stays whole. */
export function wrapped(text: string, indent: string, first = indent): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const blank = line === indent || line === first ? '' : ' ';
    if (line.length + blank.length + word.length > WIDTH && blank !== '') {
      lines.push(line);
      line = `${indent}${word}`;
    } else line += blank + word;
  }
  return [...lines, line];
}
