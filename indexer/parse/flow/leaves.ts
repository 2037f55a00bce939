/** Whether statements let control pass on to the next one, as the text has it. */

import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { isOpenCall } from './open-call.js';

/** Calls that do not return (include/linux/bug.h, kernel.h, sched/task.h; Linux 5.10–7.3). */
const NO_RETURN =
  /^(?:BUG|unreachable|panic|do_exit|do_group_exit|make_task_dead|kthread_exit|kthread_complete_and_exit)\s*\(/;

/** Whether control never gets behind a statement. */
export function leaves(tree: SyntaxTree, node: number): boolean {
  switch (tree.kind[node]) {
    case Kind.return:
    case Kind.goto:
    case Kind.break:
    case Kind.continue:
      return true;
    case Kind.if: {
      const then = tree.next[tree.first[node] as number] as number;
      const otherwise = tree.next[then] as number;
      return otherwise !== 0 && leaves(tree, then) && leaves(tree, otherwise);
    }
    case Kind.compound:
    case Kind.else:
    case Kind.labeled:
    case Kind.case: {
      let last = 0;
      for (let child = tree.first[node] as number; child; child = tree.next[child] as number)
        if (!isEmpty(tree, child)) last = child;
      return last !== 0 && leaves(tree, last);
    }
    case Kind.while:
    case Kind.for:
    case Kind.do:
      return isEndless(tree, node) && jumpsOut(tree, node).breaks.length === 0;
    case Kind.expressionStatement:
      return NO_RETURN.test(tree.text.slice(tree.start[node], (tree.start[node] as number) + 32));
    default:
      return false;
  }
}

function isEmpty(tree: SyntaxTree, node: number): boolean {
  const kind = tree.kind[node];
  return (
    kind === Kind.semicolon ||
    kind === Kind.colon ||
    (kind === Kind.expressionStatement && tree.kind[tree.first[node] as number] === Kind.semicolon)
  );
}

/** The test of a loop; 0 for none. */
export function loopTest(tree: SyntaxTree, node: number): number {
  const first = tree.first[node] as number;
  if (tree.kind[node] === Kind.do) return tree.next[first] as number;
  if (tree.kind[node] !== Kind.for) return first;
  let part = 0;
  for (let child = first; child; child = tree.next[child] as number) {
    const kind = tree.kind[child];
    if (kind === Kind.declaration || kind === Kind.semicolon) part++;
    else if (part === 1 && tree.next[child] !== 0) return child;
  }
  return 0;
}

/** `while (1)`, `for (;;)`, `do … while (1)` */
export function isEndless(tree: SyntaxTree, node: number): boolean {
  const test = loopTest(tree, node);
  return test === 0 || /^\(?\s*(?:1|true)\s*\)?$/.test(tree.text.slice(tree.start[test], tree.end[test]));
}

/** The test of `do … while (0)` */
export function isNever(tree: SyntaxTree, test: number): boolean {
  return /^\(?\s*(?:0|false)\s*\)?$/.test(tree.text.slice(tree.start[test], tree.end[test]));
}

/** The last child: the body of a loop, the statements of a `switch`. */
export function lastChild(tree: SyntaxTree, node: number): number {
  let last = 0;
  for (let child = tree.first[node] as number; child; child = tree.next[child] as number) last = child;
  return last;
}

/** Statements that leave a loop: `break`s of its own, and what leaves what is around it. */
interface JumpsOut {
  readonly breaks: readonly number[];
  readonly exits: readonly number[];
}

/** @param node - a loop, or the body of one that a macro makes */
export function jumpsOut(tree: SyntaxTree, node: number): JumpsOut {
  const found = { breaks: [], exits: [] };
  collect(tree, node, true, true, found);
  return found;
}

/** The `break`s below a `case` that leave its `switch`. */
export function ownBreaks(tree: SyntaxTree, node: number): readonly number[] {
  return jumpsOut(tree, node).breaks;
}

function collect(
  tree: SyntaxTree,
  node: number,
  top: boolean,
  own: boolean,
  into: { readonly breaks: number[]; readonly exits: number[] },
): void {
  const kind = tree.kind[node];
  if (kind === Kind.break && own) into.breaks.push(node);
  else if (kind === Kind.return || kind === Kind.goto) into.exits.push(node);
  const loop = kind === Kind.while || kind === Kind.for || kind === Kind.do || kind === Kind.switch;
  let before = 0;
  for (let child = tree.first[node] as number; child; child = tree.next[child] as number) {
    const inner = own && (top || !loop) && !isOpenCall(tree, before);
    collect(tree, child, false, inner, into);
    before = child;
  }
}
