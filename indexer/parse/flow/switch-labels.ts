/** The labels of a `switch` under which code runs. */

import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { lastChild, leaves, ownBreaks } from './leaves.js';

/** In a list of labels: `default`. */
export const DEFAULT = 0;

/** The label of a `case`, as a node, or `DEFAULT`. */
function labelOf(tree: SyntaxTree, node: number): number {
  const first = tree.first[node] as number;
  return tree.kind[first] === Kind.default || tree.kind[first] === Kind.colon ? DEFAULT : first;
}

/** The label of the `case` at `node` and those that fall through to it, in order; `list` holds the statements of the `switch`. */
export function labelsTo(tree: SyntaxTree, list: number, node: number): number[] {
  let labels: number[] = [];
  for (let one = tree.first[list] as number; one; one = tree.next[one] as number) {
    if (tree.kind[one] !== Kind.case) continue;
    labels.push(labelOf(tree, one));
    if (one === node) return labels;
    if (leaves(tree, one)) labels = [];
  }
  return [];
}

/** The labels of a `switch` behind which control goes on, `[]` where all do; `gone` says of which `case` nothing is left. */
export function labelsPast(tree: SyntaxTree, node: number, gone: (one: number) => boolean): number[] {
  const cases: number[] = [];
  for (let one = tree.first[lastChild(tree, node)] as number; one; one = tree.next[one] as number)
    if (tree.kind[one] === Kind.case) cases.push(one);
  const labels: number[] = [];
  let lost = 0;
  let lostNext = false;
  let hasDefault = false;
  for (const one of cases.reverse()) {
    const ends = leaves(tree, one);
    lostNext = gone(one) || (ends ? ownBreaks(tree, one).length === 0 : lostNext);
    const label = labelOf(tree, one);
    if (label === DEFAULT) hasDefault = true;
    if (lostNext) lost++;
    else labels.unshift(label);
  }
  if (lost === 0) return [];
  if (!hasDefault) labels.push(DEFAULT);
  return labels;
}
