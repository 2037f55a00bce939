/** Nodes over the tokens at hand and those just consumed. */

import { addChild, endOf, Kind, newNode, setEnd, startOf } from './syntax-tree.js';
import { Token } from './token.js';
import { advance, lastEnd, peek, tokenEnd, tokenStart } from './token-cursor.js';

/** A leaf for the token at hand, which is consumed. */
export function leaf(kind: number): number {
  const node = newNode(kind, tokenStart(), tokenEnd());
  advance();
  return node;
}

/** A node over what `child` covers so far. */
export function around(kind: number, child: number): number {
  const node = newNode(kind, startOf(child), endOf(child));
  addChild(node, 0, child);
  return node;
}

/** Ends a node at the token consumed last. */
export function finish(node: number): number {
  setEnd(node, Math.max(lastEnd(), startOf(node)));
  return node;
}

/** Ends a statement with its semicolon, if it has one, behind the child `last`. */
export function finishWithSemicolon(node: number, last: number): number {
  if (peek() === Token.semicolon) addChild(node, last, leaf(Kind.semicolon));
  return finish(node);
}
