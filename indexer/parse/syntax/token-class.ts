/** Groups of tokens that end or begin something. */

import { Token } from './token.js';

export function endsExpression(token: number): boolean {
  return (
    token === Token.comma ||
    token === Token.semicolon ||
    token === Token.closeParen ||
    token === Token.closeBracket ||
    token === Token.closeBrace ||
    token === Token.end
  );
}

/** `if` … `continue` */
export function isStatementWord(token: number): boolean {
  return token >= Token.if && token <= Token.continue;
}

export function endsDeclarator(token: number): boolean {
  return (
    token === Token.assign ||
    token === Token.comma ||
    token === Token.semicolon ||
    token === Token.openBrace ||
    token === Token.closeBrace ||
    token === Token.closeParen ||
    token === Token.end ||
    isStatementWord(token)
  );
}

/** The statements behind `case …:` end. */
export function endsCase(token: number): boolean {
  return token === Token.case || token === Token.default || token === Token.closeBrace || token === Token.end;
}
