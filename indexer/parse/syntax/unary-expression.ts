/** Reads operands with what stands before and behind them: `-x`, `*p`, `(u8)x`, `f(x)->y`. */

import { finish, leaf } from './build-node.js';
import { initializerList } from './initializer-list.js';
import { isCast } from './is-cast.js';
import { enter, leave } from './nesting.js';
import { parenthesized } from './parenthesized.js';
import { postfix } from './postfix.js';
import { primary } from './primary.js';
import { skippedExpression } from './skip-too-deep.js';
import { addChild, Kind, newNode, setEnd } from './syntax-tree.js';
import { Token } from './token.js';
import { endsExpression } from './token-class.js';
import { advance, closing, lastEnd, peek, skipBracket, skipTo, tokenStart } from './token-cursor.js';

/** An operand; 0 where none begins. */
export function unaryExpression(): number {
  switch (peek()) {
    case Token.not:
    case Token.tilde:
    case Token.minus:
    case Token.plus:
      return prefixed(Kind.unary);
    case Token.star:
    case Token.ampersand:
      return prefixed(Kind.pointer);
    case Token.increment:
      return prefixed(Kind.update);
    case Token.andAnd:
      // The address of a label.
      advance();
      return peek() === Token.word ? leaf(Kind.skipped) : 0;
    case Token.extension:
      advance();
      return unaryExpression();
    case Token.sizeof:
      return sizeofExpression();
    case Token.openParen:
      return isCast() ? cast() : postfix(parenthesized());
    default:
      return postfix(primary());
  }
}

/** An operator and its operand. Long runs of operators (`!!!!x`) count as nesting. */
function prefixed(kind: number): number {
  if (!enter()) return skippedExpression();
  const node = newNode(kind, tokenStart(), 0);
  const last = addChild(node, 0, leaf(Kind.operator));
  addChild(node, last, unaryExpression());
  leave();
  return finish(node);
}

function sizeofExpression(): number {
  const node = newNode(Kind.skipped, tokenStart(), 0);
  advance();
  if (peek() === Token.openParen) skipBracket();
  else if (enter()) {
    unaryExpression();
    leave();
  }
  return finish(node);
}

function cast(): number {
  const from = tokenStart();
  const close = closing();
  advance();
  const typeFrom = tokenStart();
  skipTo(close);
  const type = newNode(Kind.type, typeFrom, Math.max(lastEnd(), typeFrom));
  if (peek() === Token.closeParen) advance();
  if (peek() === Token.openBrace) {
    const node = newNode(Kind.compoundLiteral, from, 0);
    addChild(node, addChild(node, 0, type), initializerList());
    return postfix(finish(node));
  }
  if (endsExpression(peek()) || peek() === Token.colon || !enter()) {
    setEnd(type, lastEnd());
    return type;
  }
  const node = newNode(Kind.cast, from, 0);
  addChild(node, addChild(node, 0, type), unaryExpression());
  leave();
  return finish(node);
}
