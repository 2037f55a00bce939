/** What a statement says of what comes behind it: which tests did not leave, which loops ran to their end. */

import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { isNever, jumpsOut, lastChild, leaves, loopTest } from './leaves.js';
import { type Link, linkTo } from './link.js';
import { isOpenCall } from './open-call.js';
import { DEFAULT, labelsPast } from './switch-labels.js';

/** Tests in one loop that would have left it. */
const MAX_IN_LOOP = 2;

/**
 * Why control went on behind a statement, where that tells something.
 * @param sets - a variable that must not have been set there
 */
export function passed(tree: SyntaxTree, statement: number, before: number, sets: string | undefined): Link[] {
  const assigned = (node: number): boolean =>
    sets !== undefined && new RegExp(`\\b${sets}\\s*=(?!=)`).test(tree.text.slice(tree.start[node], tree.end[node]));
  const loop = (test: number, macro: boolean): Link[] => {
    if (jumpsOut(tree, statement).exits.length === 0 && !assigned(statement)) return [];
    const isDo = tree.kind[statement] === Kind.do;
    const body = macro ? statement : isDo ? (tree.first[statement] as number) : lastChild(tree, statement);
    // `do { … } while (0)` always ends.
    const ended = isDo && isNever(tree, test) ? [] : [{ ...linkTo('exit', test), ...(macro ? { macro } : {}) }];
    return [...ended, ...leftIn(tree, body, assigned).map((one) => linkTo('left', one))];
  };
  switch (tree.kind[statement]) {
    case Kind.if: {
      const test = tree.first[statement] as number;
      const then = tree.next[test] as number;
      const otherwise = tree.next[then] as number;
      const gone = [then, otherwise].map((one) => one !== 0 && (leaves(tree, one) || assigned(one)));
      if (gone[0] === gone[1]) return [];
      if (gone[1]) return [linkTo('if', test)];
      const first = linkTo(leaves(tree, then) ? 'left' : 'else', test);
      // `if (a) return 0; else if (b) return 1;`: neither held.
      const chained = otherwise === 0 ? 0 : lastChild(tree, otherwise);
      return tree.kind[chained] === Kind.if ? [...passed(tree, chained, 0, sets), first] : [first];
    }
    case Kind.switch: {
      const labels = labelsPast(tree, statement, assigned);
      if (labels.length === 0) return [];
      const kind = labels.includes(DEFAULT) ? 'default' : 'case';
      return [{ ...linkTo(kind, tree.first[statement] as number), labels }];
    }
    case Kind.while:
    case Kind.for:
    case Kind.do:
      return loop(loopTest(tree, statement), false);
    default:
      return isOpenCall(tree, before) ? loop(tree.first[before] as number, true) : [];
  }
}

/** The tests in the body of a loop that would have left it, the last first. */
function leftIn(tree: SyntaxTree, body: number, assigned: (node: number) => boolean): number[] {
  const tests: number[] = [];
  for (let one = tree.first[body] as number; one; one = tree.next[one] as number) {
    const test = tree.first[one] as number;
    const then = tree.next[test] as number;
    if (tree.kind[one] !== Kind.if || !leaves(tree, then)) continue;
    if (assigned(then) || jumpsOut(tree, then).exits.length > 0) tests.unshift(test);
  }
  return tests.slice(0, MAX_IN_LOOP);
}
