/** Reads initializers in braces: `{ .open = f, [3] = { … } }`. */

import { finish } from './build-node.js';
import { grammar } from './grammar.js';
import { enter, leave } from './nesting.js';
import { addChild, Kind, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { advance, ahead, closing, peek, position, skipBracket, tokenStart } from './token-cursor.js';

/** The initializers between braces. */
export function initializerList(): number {
  const node = newNode(Kind.initializerList, tokenStart(), 0);
  if (!enter()) {
    skipBracket();
    return finish(node);
  }
  const close = closing();
  advance();
  let last = 0;
  while (position() < close) {
    const before = position();
    if (peek() === Token.comma) {
      advance();
      continue;
    }
    last = addChild(node, last, initializer());
    if (position() === before) advance();
  }
  if (peek() === Token.closeBrace) advance();
  leave();
  return finish(node);
}

function initializer(): number {
  const from = tokenStart();
  let designated = false;
  for (;;) {
    if (peek() === Token.dot && ahead(1) === Token.word) {
      advance();
      advance();
    } else if (peek() === Token.openBracket) skipBracket();
    else break;
    designated = true;
  }
  if (designated && peek() === Token.assign) advance();
  const value = peek() === Token.openBrace ? initializerList() : grammar.assignment();
  if (!designated) return value;
  const node = newNode(Kind.initializerPair, from, 0);
  addChild(node, 0, value);
  return finish(node);
}
