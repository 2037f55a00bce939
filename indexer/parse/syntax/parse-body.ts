/** Reads the C of one function body (or macro) as the kernel writes it: tolerant, linear in its length, never throwing. */

import { assignment, expression } from './expression.js';
import { type Grammar, grammar } from './grammar.js';
import { clearNesting } from './nesting.js';
import { block, statement, statements } from './statement.js';
import { clearNodes, Kind, newNode, type SyntaxTree, syntaxTree } from './syntax-tree.js';
import { Token } from './token.js';
import { advance, openTokens, peek } from './token-cursor.js';

Object.assign(grammar, { statement, block, expression, assignment } satisfies Grammar);

/** Parses a (masked) body: a brace-enclosed block. The tree is valid until the next call. */
export function parseBody(code: string): SyntaxTree {
  openTokens(code);
  clearNesting();
  clearNodes();
  const root = newNode(Kind.compound, 0, code.length);
  let last = 0;
  while (peek() !== Token.end) {
    last = statements(root, last);
    // A brace too many ends nothing here.
    if (peek() !== Token.end) advance();
  }
  return syntaxTree(code, root);
}
