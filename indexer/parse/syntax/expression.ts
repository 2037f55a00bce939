/** Reads expressions: operators by how tightly they bind, assignments, commas. */

import { around, finish, leaf } from './build-node.js';
import { initializerList } from './initializer-list.js';
import { enter, leave, MAX_CHAIN } from './nesting.js';
import { skippedExpression } from './skip-too-deep.js';
import { addChild, Kind } from './syntax-tree.js';
import { Token } from './token.js';
import { advance, peek } from './token-cursor.js';
import { unaryExpression } from './unary-expression.js';

/** How tightly binary operators bind; 0 for every other token. */
const PRECEDENCE = new Uint8Array(256);
for (const [level, tokens] of [
  [1, [Token.orOr]],
  [2, [Token.andAnd]],
  [3, [Token.bar]],
  [4, [Token.caret]],
  [5, [Token.ampersand]],
  [6, [Token.equality]],
  [7, [Token.relation]],
  [8, [Token.shift]],
  [9, [Token.plus, Token.minus]],
  [10, [Token.star, Token.slash]],
] as const) {
  for (const token of tokens) PRECEDENCE[token] = level;
}

/** An expression with commas; 0 where there is none. */
export function expression(): number {
  const left = assignment();
  if (peek() !== Token.comma || left === 0) return left;
  const node = around(Kind.comma, left);
  let last = left;
  while (peek() === Token.comma) {
    advance();
    last = addChild(node, last, assignment());
  }
  return finish(node);
}

export function assignment(): number {
  if (!enter()) return skippedExpression();
  const left = conditional();
  let node = left;
  if (left !== 0 && (peek() === Token.assign || peek() === Token.assignWith)) {
    node = around(Kind.assignment, left);
    const last = addChild(node, left, leaf(Kind.operator));
    addChild(node, last, peek() === Token.openBrace ? initializerList() : assignment());
    finish(node);
  }
  leave();
  return node;
}

export function conditional(): number {
  const test = binary(1);
  if (test === 0 || peek() !== Token.question || !enter()) return test;
  const node = around(Kind.conditional, test);
  let last = addChild(node, test, leaf(Kind.question));
  if (peek() !== Token.colon) last = addChild(node, last, expression());
  if (peek() === Token.colon) {
    last = addChild(node, last, leaf(Kind.colon));
    addChild(node, last, conditional());
  }
  leave();
  return finish(node);
}

function binary(level: number): number {
  let left = unaryExpression();
  if (left === 0) return 0;
  for (let chain = 0; ; chain++) {
    const precedence = PRECEDENCE[peek()] as number;
    if (precedence < level || precedence === 0) return left;
    const operator = leaf(Kind.operator);
    const right = binary(precedence + 1);
    if (chain >= MAX_CHAIN) continue;
    const node = around(Kind.binary, left);
    const last = addChild(node, left, operator);
    addChild(node, last, right);
    left = finish(node);
  }
}
