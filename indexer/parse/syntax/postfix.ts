/** Reads what follows an operand: calls, indices, fields, `++`. */

import { around, finish, leaf } from './build-node.js';
import { grammar } from './grammar.js';
import { atLimit, enter, leave, MAX_CHAIN } from './nesting.js';
import { addChild, Kind, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { isStatementWord } from './token-class.js';
import { advance, closing, peek, position, skipBracket, skipTo, tokenStart } from './token-cursor.js';

/** Calls, indices, fields and `++` behind an operand. */
export function postfix(operand: number): number {
  let left = operand;
  if (left === 0) return 0;
  for (let chain = 0; ; chain++) {
    let node: number;
    switch (peek()) {
      case Token.openParen:
        node = around(Kind.call, left);
        addChild(node, left, argumentList());
        break;
      case Token.openBracket:
        node = around(Kind.subscript, left);
        addChild(node, left, index());
        break;
      case Token.dot:
      case Token.arrow:
        advance();
        if (peek() !== Token.word && peek() < Token.if) return left;
        node = around(Kind.field, left);
        addChild(node, left, leaf(Kind.identifier));
        break;
      case Token.increment:
        node = around(Kind.update, left);
        addChild(node, left, leaf(Kind.operator));
        break;
      default:
        return left;
    }
    finish(node);
    if (chain < MAX_CHAIN) left = node;
  }
}

function index(): number {
  const close = closing();
  if (atLimit()) {
    skipBracket();
    return 0;
  }
  advance();
  const value = grammar.expression();
  skipTo(close);
  if (peek() === Token.closeBracket) advance();
  return value;
}

/** The arguments of a call. A macro may be given statements, types and blocks. */
function argumentList(): number {
  const node = newNode(Kind.argumentList, tokenStart(), 0);
  if (!enter()) {
    skipBracket();
    return finish(node);
  }
  const close = closing();
  advance();
  let last = 0;
  while (position() < close && peek() !== Token.end) {
    const before = position();
    last = addChild(node, last, argument());
    if (position() === before) advance();
  }
  if (peek() === Token.closeParen) advance();
  leave();
  return finish(node);
}

function argument(): number {
  const token = peek();
  if (token === Token.openBrace) return grammar.block();
  if (token === Token.return) return returnArgument();
  if (isStatementWord(token)) return grammar.statement();
  return grammar.assignment();
}

/** `return -EINTR` ends at a comma here: what follows is the next argument. */
function returnArgument(): number {
  const node = newNode(Kind.return, tokenStart(), 0);
  advance();
  const token = peek();
  if (token !== Token.comma && token !== Token.closeParen && token !== Token.semicolon)
    addChild(node, 0, grammar.assignment());
  return finish(node);
}
