/** Conditions as text on one line: what holds at a place, as C would test it. */

import { negated, unparenthesized } from '../../../src/store/negation.js';
import type { FlowContext } from './context.js';
import type { Link } from './link.js';
import { DEFAULT } from './switch-labels.js';

/** Longest text of a condition, in characters. */
const MAX_TEXT = 160;

/** What guards need to know of how a body is written. */
export interface GuardSource {
  readonly lineOf: (offset: number) => number;
  /** What is written between two offsets: see `writtenText`. */
  readonly textAt: (start: number, end: number, length?: number) => string;
}

/**
 * What is written between two offsets of a body, without comments, on one line and without parentheses around the whole;
 * longer texts end in `…`.
 * @param written - the source between two offsets
 */
export function writtenText(written: (start: number, end: number) => string): GuardSource['textAt'] {
  return (start, end, length = MAX_TEXT) => {
    const squeezed = written(start, end)
      .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/[^\n]*/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    return cut(unparenthesized(squeezed), length);
  };
}

/** The condition that a link is: `!(x)` where x does not hold. */
export function textOf({ tree }: FlowContext, { textAt }: GuardSource, { kind, test, labels, macro }: Link): string {
  const text = textAt(tree.start[test] as number, tree.end[test] as number);
  switch (kind) {
    case 'else':
    case 'left':
      return cut(negated(text));
    case 'exit':
      return cut(macro ? `end of ${text}` : negated(text));
    case 'case':
    case 'default': {
      const names = (labels ?? []).filter((label) => label !== DEFAULT);
      const written = names.map((label) => textAt(tree.start[label] as number, tree.end[label] as number));
      return cut(
        `switch (${text}) ${[written.length ? `case ${written.join(', ')}` : [], labels?.includes(DEFAULT) ? 'default' : []].flat().join(', ')}`,
      );
    }
    default:
      return text;
  }
}

function cut(text: string, length = MAX_TEXT): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
