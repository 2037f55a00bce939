/** Tells a cast from an expression in parentheses by the tokens ahead. */

import { Token } from './token.js';
import { closing, kindAt, position, tokenText } from './token-cursor.js';

/** Typedefs of plain numbers, as the kernel spells them: `(u8)-1` is a cast, `(mask) - 1` is not. */
const NUMBER_TYPE = /^(?:[us](?:8|16|32|64)|__(?:u|s|le|be)(?:8|16|32|64)|u(?:int|long|short|char)|\w+_t)$/;

/** Whether the parenthesis at hand holds a type. */
export function isCast(): boolean {
  const close = closing();
  let i = position() + 1;
  switch (kindAt(i)) {
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.qualifier:
    case Token.typeof:
      return !holdsStatements(close);
    case Token.word:
      break;
    default:
      return false;
  }
  i++;
  const behind = kindAt(close + 1);
  if (i === close) {
    // `(name)`: a type when a value follows; where an operator could also be binary, the name decides.
    switch (behind) {
      case Token.word:
      case Token.number:
      case Token.string:
      case Token.not:
      case Token.tilde:
      case Token.sizeof:
      case Token.openBrace:
        return true;
      case Token.openParen:
      case Token.minus:
      case Token.plus:
      case Token.star:
      case Token.ampersand:
        return NUMBER_TYPE.test(tokenText(position() + 1));
      default:
        return false;
    }
  }
  if (behind === Token.openBrace && kindAt(i) === Token.openBracket) return true;
  if (kindAt(i) === Token.qualifier) return true;
  if (kindAt(i) === Token.openParen) return kindAt(i + 1) === Token.star && kindAt(i + 2) === Token.closeParen;
  if (kindAt(i) !== Token.star) return false;
  while (kindAt(i) === Token.star || kindAt(i) === Token.qualifier) i++;
  return i === close;
}

/** Whether `( … )` is a macro's body that begins with a declaration. */
function holdsStatements(close: number): boolean {
  for (let i = position() + 1; i < close; i++) {
    const token = kindAt(i);
    if (token === Token.assign || token === Token.semicolon) return true;
    if (token === Token.openBrace || token === Token.openParen) i = Math.max(i, closing(i));
  }
  return false;
}
