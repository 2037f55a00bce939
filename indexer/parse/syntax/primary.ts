/** Reads what an expression is made of: names, numbers, strings, types as arguments. */

import { finish, leaf } from './build-node.js';
import { Kind, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { endsExpression } from './token-class.js';
import { advance, ahead, lastEnd, peek, position, skipBracket, tokenEnd, tokenStart } from './token-cursor.js';

/** A leaf; 0 where none begins. */
export function primary(): number {
  switch (peek()) {
    case Token.word:
      if (ahead(1) === Token.string) return strings();
      return leaf(Kind.identifier);
    case Token.number:
      return leaf(Kind.number);
    case Token.string:
      return strings();
    case Token.asm: {
      const node = newNode(Kind.skipped, tokenStart(), 0);
      advance();
      while (peek() === Token.qualifier || peek() === Token.goto) advance();
      if (peek() === Token.openParen) skipBracket();
      return finish(node);
    }
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.qualifier:
    case Token.typeof:
      return typeArgument();
    default:
      return 0;
  }
}

/** Literals side by side, with the macros between them (`"%" PRIu64 "\n"`). */
function strings(): number {
  const node = newNode(Kind.string, tokenStart(), 0);
  while (
    peek() === Token.string ||
    (peek() === Token.word && (ahead(1) === Token.string || ahead(-1) === Token.string))
  )
    advance();
  return finish(node);
}

/** A type where a value is expected, as macros take it: a struct is named by its tag. */
function typeArgument(): number {
  const from = tokenStart();
  const named = peek() === Token.aggregate && ahead(1) === Token.word ? position() + 1 : -1;
  for (let token = peek(); !endsExpression(token) && token !== Token.openBrace; token = peek()) {
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  if (named < 0) return newNode(Kind.type, from, lastEnd());
  return newNode(Kind.identifier, tokenStart(named), tokenEnd(named));
}
