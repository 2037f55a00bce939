/** Tells a declaration from an expression by the tokens ahead. */

import { Token } from './token.js';
import { ahead, kindAt, peek, position } from './token-cursor.js';

export function startsDeclaration(): boolean {
  switch (peek()) {
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.typeof:
      return true;
    case Token.qualifier:
      // `static DEFINE_MUTEX(x);` declares by a macro call.
      return !(ahead(1) === Token.word && ahead(2) === Token.openParen);
    case Token.word:
      return wordStartsDeclaration();
    default:
      return false;
  }
}

/** `type name`, `type *name =`, `type (*name)(`. */
function wordStartsDeclaration(): boolean {
  let i = position() + 1;
  const following = kindAt(i);
  if (following === Token.word || following === Token.qualifier || following === Token.plainType) return true;
  if (following === Token.star) {
    while (kindAt(i) === Token.star || kindAt(i) === Token.qualifier) i++;
    if (kindAt(i) !== Token.word) return false;
    const behind = kindAt(i + 1);
    return (
      behind === Token.assign ||
      behind === Token.semicolon ||
      behind === Token.comma ||
      behind === Token.openBracket ||
      behind === Token.word
    );
  }
  return (
    following === Token.openParen &&
    ahead(2) === Token.star &&
    ahead(3) === Token.word &&
    ahead(4) === Token.closeParen &&
    ahead(5) === Token.openParen
  );
}
