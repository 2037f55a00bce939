/** Reads what stands in parentheses: an expression, or the statements of a macro. */

import { around, finish } from './build-node.js';
import { grammar } from './grammar.js';
import { enter, leave } from './nesting.js';
import { startsDeclaration } from './starts-declaration.js';
import { addChild, Kind, kindOf, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { isStatementWord } from './token-class.js';
import { advance, closing, peek, position, skipBracket, skipTo, tokenStart } from './token-cursor.js';

/** `( … )` with an expression or a block in it. */
export function parenthesized(): number {
  const node = newNode(Kind.parenthesized, tokenStart(), 0);
  if (!enter()) {
    skipBracket();
    return finish(node);
  }
  const close = closing();
  advance();
  if (position() < close) addChild(node, 0, peek() === Token.openBrace ? grammar.block() : valueUpTo(close));
  skipTo(close);
  if (peek() === Token.closeParen) advance();
  leave();
  return finish(node);
}

/** An expression; where more than one stands up to the token `close`, a block of statements. */
function valueUpTo(close: number): number {
  const simple = !startsDeclaration() && !isStatementWord(peek());
  const first = simple ? grammar.expression() : grammar.statement();
  if (position() >= close && (simple || kindOf(first) !== Kind.declaration)) return first;
  const node = first ? around(Kind.compound, first) : newNode(Kind.compound, tokenStart(), 0);
  let last = first;
  while (position() < close && peek() !== Token.end) {
    const before = position();
    last = addChild(node, last, grammar.statement());
    if (position() === before) advance();
  }
  return finish(node);
}
