/** Reads statements. */

import { around, finish, finishWithSemicolon, leaf } from './build-node.js';
import { declaration } from './declaration.js';
import { conditional, expression } from './expression.js';
import { initializerList } from './initializer-list.js';
import { atLimit, enter, leave } from './nesting.js';
import { parenthesized } from './parenthesized.js';
import { skippedStatement } from './skip-too-deep.js';
import { startsDeclaration } from './starts-declaration.js';
import { addChild, endOf, firstChild, Kind, kindOf, newNode } from './syntax-tree.js';
import { Token } from './token.js';
import { endsCase } from './token-class.js';
import { advance, ahead, closing, codeAt, lastEnd, peek, position, tokenEnd, tokenStart } from './token-cursor.js';
import { unaryExpression } from './unary-expression.js';

/** `;` */
const SEMICOLON = 59;

/** Reads statements up to a closing brace or the end, as children of `parent` behind `last`. */
export function statements(parent: number, last: number): number {
  let tail = last;
  for (let token = peek(); token !== Token.closeBrace && token !== Token.end; token = peek()) {
    const before = position();
    tail = addChild(parent, tail, statement());
    if (position() === before) advance();
  }
  return tail;
}

export function statement(): number {
  if (!enter()) return skippedStatement();
  const node = readStatement();
  leave();
  return node;
}

function readStatement(): number {
  switch (peek()) {
    case Token.openBrace:
      return block();
    case Token.semicolon: {
      const node = newNode(Kind.expressionStatement, tokenStart(), tokenEnd());
      addChild(node, 0, leaf(Kind.semicolon));
      return node;
    }
    case Token.if:
      return ifStatement();
    case Token.else:
      return elseClause();
    case Token.while:
      return whileStatement();
    case Token.do:
      return doStatement();
    case Token.for:
      return forStatement();
    case Token.switch: {
      const node = newNode(Kind.switch, tokenStart(), 0);
      advance();
      const last = addChild(node, 0, condition());
      addChild(node, last, substatement());
      return finish(node);
    }
    case Token.case:
    case Token.default:
      return caseStatement();
    case Token.return: {
      const node = newNode(Kind.return, tokenStart(), 0);
      advance();
      let last = 0;
      if (peek() !== Token.semicolon && peek() !== Token.closeBrace) {
        last = addChild(node, 0, peek() === Token.openBrace ? initializerList() : expression());
      }
      return finishWithSemicolon(node, last);
    }
    case Token.goto: {
      const node = newNode(Kind.goto, tokenStart(), 0);
      advance();
      return finishWithSemicolon(node, addChild(node, 0, expression()));
    }
    case Token.break:
    case Token.continue: {
      const node = newNode(peek() === Token.break ? Kind.break : Kind.continue, tokenStart(), 0);
      advance();
      return finishWithSemicolon(node, 0);
    }
    case Token.word:
      if (ahead(1) === Token.colon) return labeledStatement();
      break;
    default:
  }
  return startsDeclaration() ? declaration() : expressionStatement();
}

export function block(): number {
  const node = newNode(Kind.compound, tokenStart(), 0);
  advance();
  statements(node, 0);
  if (peek() === Token.closeBrace) advance();
  return finish(node);
}

/** The statement under `if`, `else`, `for` …; a loop that a macro makes keeps its body. */
function substatement(): number {
  const node = statement();
  if (!isOpenCall(node) || (peek() !== Token.openBrace && !opensLoopBody())) return node;
  const both = around(Kind.compound, node);
  addChild(both, node, statement());
  return finish(both);
}

/** `list_for_each_entry(…)` without a semicolon. */
function isOpenCall(node: number): boolean {
  if (kindOf(node) !== Kind.expressionStatement || codeAt(endOf(node) - 1) === SEMICOLON) return false;
  return kindOf(firstChild(node)) === Kind.call;
}

function opensLoopBody(): boolean {
  const token = peek();
  return token === Token.if || token === Token.for || token === Token.while || token === Token.switch;
}

function ifStatement(): number {
  const node = newNode(Kind.if, tokenStart(), 0);
  advance();
  let last = addChild(node, 0, condition());
  if (last === 0) last = addChild(node, 0, newNode(Kind.skipped, lastEnd(), lastEnd()));
  if (peek() !== Token.closeBrace) last = addChild(node, last, substatement());
  if (peek() === Token.else) addChild(node, last, atLimit() ? 0 : elseClause());
  return finish(node);
}

function elseClause(): number {
  const node = newNode(Kind.else, tokenStart(), 0);
  advance();
  if (peek() !== Token.closeBrace && peek() !== Token.end) addChild(node, 0, substatement());
  return finish(node);
}

function whileStatement(): number {
  const node = newNode(Kind.while, tokenStart(), 0);
  advance();
  const last = addChild(node, 0, condition());
  if (peek() !== Token.closeBrace) addChild(node, last, substatement());
  return finish(node);
}

function doStatement(): number {
  const node = newNode(Kind.do, tokenStart(), 0);
  advance();
  let last = addChild(node, 0, substatement());
  if (peek() === Token.while) {
    advance();
    last = addChild(node, last, condition());
  }
  return finishWithSemicolon(node, last);
}

/** The parenthesized test of a statement; a macro may bring its own parentheses. */
function condition(): number {
  return peek() === Token.openParen ? parenthesized() : unaryExpression();
}

function forStatement(): number {
  const node = newNode(Kind.for, tokenStart(), 0);
  advance();
  let last = 0;
  if (peek() === Token.openParen) {
    const close = closing();
    advance();
    if (startsDeclaration()) last = addChild(node, last, declaration());
    while (position() < close && peek() !== Token.end) {
      const before = position();
      last = addChild(node, last, peek() === Token.semicolon ? leaf(Kind.semicolon) : expression());
      if (position() === before) advance();
    }
    if (peek() === Token.closeParen) advance();
  }
  if (peek() !== Token.closeBrace) addChild(node, last, substatement());
  return finish(node);
}

function caseStatement(): number {
  const node = newNode(Kind.case, tokenStart(), 0);
  let last = 0;
  if (peek() === Token.default) last = addChild(node, 0, leaf(Kind.default));
  else {
    advance();
    last = addChild(node, 0, conditional());
    if (peek() === Token.ellipsis) {
      advance();
      conditional();
    }
  }
  if (peek() === Token.colon) last = addChild(node, last, leaf(Kind.colon));
  for (let token = peek(); !endsCase(token); token = peek()) {
    const before = position();
    last = addChild(node, last, statement());
    if (position() === before) advance();
  }
  return finish(node);
}

function labeledStatement(): number {
  const node = newNode(Kind.labeled, tokenStart(), 0);
  let last = addChild(node, 0, leaf(Kind.identifier));
  last = addChild(node, last, leaf(Kind.colon));
  if (!endsCase(peek())) addChild(node, last, statement());
  return finish(node);
}

function expressionStatement(): number {
  const node = newNode(Kind.expressionStatement, tokenStart(), 0);
  return finishWithSemicolon(node, addChild(node, 0, expression()));
}
