/** Splits preprocessed C into its top-level items: functions, aggregates, initialised variables and macro calls. */

/** Offsets into the text; `body` spans from the opening brace to behind the closing one. */
export type Item =
  | { readonly kind: 'function'; readonly start: number; readonly body: number; readonly end: number }
  | {
      readonly kind: 'aggregate';
      readonly start: number;
      readonly body: number;
      readonly bodyEnd: number;
      readonly end: number;
    }
  | {
      readonly kind: 'initializer';
      readonly start: number;
      readonly equals: number;
      readonly end: number;
      /** The struct that is written out before the variable's name. */
      readonly aggregate?: { readonly start: number; readonly body: number; readonly end: number };
    }
  | { readonly kind: 'declaration'; readonly start: number; readonly end: number };

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const SEMICOLON = 59;
const EQUALS = 61;

/** The items in order. A brace that is never closed ends its item at the text's end. */
export function* splitItems(text: string): Generator<Item> {
  const length = text.length;
  let at = 0;
  while (at < length) {
    const start = skipSpace(text, at);
    if (start >= length) return;
    const item = readItem(text, start);
    if (item.kind !== 'declaration' || item.end - item.start > 1) yield item;
    at = Math.max(item.end, start + 1);
  }
}

function readItem(text: string, start: number): Item {
  let depth = 0;
  let equals = -1;
  let aggregateBody = -1;
  let aggregateEnd = -1;
  for (let i = start; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case OPEN_PAREN:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
        if (depth > 0) depth--;
        break;
      case EQUALS:
        if (depth === 0 && equals < 0) equals = i;
        break;
      case OPEN_BRACE: {
        if (depth > 0) {
          i = closingBrace(text, i) - 1;
          break;
        }
        const end = closingBrace(text, i);
        if (equals >= 0) {
          i = end - 1;
          break;
        }
        if (aggregateBody < 0) {
          const head = text.slice(start, i);
          if (isLinkage(head)) return { kind: 'declaration', start, end: i + 1 };
          if (!isAggregate(head)) return { kind: 'function', start, body: i, end };
          aggregateBody = i;
          aggregateEnd = end;
          i = end - 1;
          break;
        }
        // A function whose return type is written as an aggregate body: not found in the kernel.
        return { kind: 'function', start, body: i, end };
      }
      case CLOSE_BRACE:
        // A stray closing brace: what came before it is given up, the next item starts behind it.
        return { kind: 'declaration', start, end: i + 1 };
      case SEMICOLON:
        if (depth > 0) break;
        if (equals >= 0 && aggregateEnd >= 0) {
          const aggregate = { start, body: aggregateBody, end: aggregateEnd };
          return { kind: 'initializer', start: aggregateEnd, equals, end: i + 1, aggregate };
        }
        if (equals >= 0) return { kind: 'initializer', start, equals, end: i + 1 };
        if (aggregateBody >= 0)
          return { kind: 'aggregate', start, body: aggregateBody, bodyEnd: aggregateEnd, end: i + 1 };
        return { kind: 'declaration', start, end: i + 1 };
      default:
    }
  }
  return { kind: 'declaration', start, end: text.length };
}

/** Offset behind the brace that closes the one at `open`. */
export function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === OPEN_BRACE) depth++;
    else if (c === CLOSE_BRACE && --depth === 0) return i + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  return i;
}

function isLinkage(head: string): boolean {
  return /^extern\s*"\s*"\s*$/.test(head);
}

/** `struct x`, `union`, `typedef enum y`, with attributes, directly before a brace. */
function isAggregate(head: string): boolean {
  return (
    /\b(struct|union|enum)\b[^()=;]*$/.test(head.replace(/\b__\w+\s*(\(\s*(\([^()]*\)|[^()])*\))?/g, ' ')) &&
    !/\)\s*$/.test(head)
  );
}
