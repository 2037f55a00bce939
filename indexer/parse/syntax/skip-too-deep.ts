/** Leaves out what is nested too deep. */

import { Kind, newNode, setEnd, startOf } from './syntax-tree.js';
import { Token } from './token.js';
import { endsExpression } from './token-class.js';
import { advance, lastEnd, peek, skipBracket, tokenStart } from './token-cursor.js';

/** Leaves out an expression that is nested too deep. */
export function skippedExpression(): number {
  const node = newNode(Kind.skipped, tokenStart(), tokenStart());
  for (let token = peek(); token !== Token.end; token = peek()) {
    if (token === Token.openParen || token === Token.openBracket || token === Token.openBrace) skipBracket();
    else if (endsExpression(token)) break;
    else advance();
  }
  setEnd(node, Math.max(lastEnd(), startOf(node)));
  return node;
}

/** Leaves out a statement that is nested too deep; a chain of `else if` goes on behind it. */
export function skippedStatement(): number {
  const node = newNode(Kind.skipped, tokenStart(), tokenStart());
  for (let token = peek(); token !== Token.end && token !== Token.closeBrace; token = peek()) {
    if (token === Token.semicolon) {
      advance();
      break;
    }
    if (token === Token.openBrace) {
      skipBracket();
      break;
    }
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  setEnd(node, lastEnd());
  return node;
}
