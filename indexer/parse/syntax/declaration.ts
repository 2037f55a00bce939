/** Reads declarations of locals: their type, names and initial values. */

import { around, finish, finishWithSemicolon, leaf } from './build-node.js';
import { assignment } from './expression.js';
import { initializerList } from './initializer-list.js';
import { addChild, Kind, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { endsDeclarator } from './token-class.js';
import { advance, ahead, kindAt, lastEnd, peek, position, skipBracket, tokenStart } from './token-cursor.js';

export function declaration(): number {
  const node = newNode(Kind.declaration, tokenStart(), 0);
  let last = addChild(node, 0, typeSpecifier());
  for (;;) {
    // Attributes between the type and the name: `struct foo __attr x`.
    while (peek() === Token.qualifier || (peek() === Token.word && ahead(1) === Token.word)) advance();
    const declarator = readDeclarator();
    if (peek() === Token.assign) {
      const init = declarator ? around(Kind.initDeclarator, declarator) : newNode(Kind.initDeclarator, tokenStart(), 0);
      let tail = addChild(init, declarator, leaf(Kind.operator));
      tail = addChild(init, tail, peek() === Token.openBrace ? initializerList() : assignment());
      last = addChild(node, last, finish(init));
    } else last = addChild(node, last, declarator);
    if (peek() !== Token.comma) break;
    advance();
  }
  return finishWithSemicolon(node, last);
}

/** The type of a declaration: a leaf, or 0 where none is readable. */
function typeSpecifier(): number {
  while (peek() === Token.qualifier) advance();
  const from = tokenStart();
  let kind: number = Kind.type;
  switch (peek()) {
    case Token.aggregate:
    case Token.enum:
      if (peek() === Token.aggregate) kind = Kind.structType;
      advance();
      if (peek() === Token.word) advance();
      if (peek() === Token.openBrace) skipBracket();
      break;
    case Token.typeof:
      advance();
      if (peek() === Token.openParen) skipBracket();
      break;
    case Token.plainType:
      while (peek() === Token.plainType || (peek() === Token.qualifier && ahead(1) === Token.plainType)) advance();
      break;
    case Token.word:
      return leaf(Kind.identifier);
    default:
      return 0;
  }
  return newNode(kind, from, lastEnd());
}

/** A name with what is around it (`*p`, `buf[16]`, `(*fn)(int)`), up to `=`, `,` or `;`. */
function readDeclarator(): number {
  const from = tokenStart();
  const first = position();
  for (let token = peek(); !endsDeclarator(token); token = peek()) {
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  if (position() === first) return 0;
  const single = position() === first + 1 && kindAt(first) === Token.word;
  return newNode(single ? Kind.identifier : Kind.declarator, from, lastEnd());
}
