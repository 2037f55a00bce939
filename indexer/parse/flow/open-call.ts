/** Loops that macros make: `list_for_each_entry(…) { … }`. */

import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';

/** `;` */
const SEMICOLON = 59;

/** Whether a statement is a call without a semicolon: what follows it is the body of a loop. */
export function isOpenCall(tree: SyntaxTree, node: number): boolean {
  if (tree.kind[node] !== Kind.expressionStatement) return false;
  const first = tree.first[node] as number;
  return tree.kind[first] === Kind.call && tree.text.charCodeAt((tree.end[node] as number) - 1) !== SEMICOLON;
}
