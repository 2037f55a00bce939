/** A condition that holds at a place of a body, and how. */

import type { GuardKind } from '../../../src/store/site-guards.js';

/** One condition that holds at a place. */
export interface Link {
  readonly kind: GuardKind;
  /** The node of what is tested: of a `switch` its value, of a loop that a macro makes the call. */
  readonly test: number;
  /** Of a `case`: the nodes of the labels that lead here, 0 for `default`. */
  readonly labels?: readonly number[];
  /** Of a `case` around a place: its node. */
  readonly chosen?: number;
  /** Of a loop that ended: a macro made it, `test` is its call. */
  readonly macro?: boolean;
  /** The branch in which it holds; empty where it is no branch, but what comes before. */
  readonly start: number;
  readonly end: number;
}

/** A condition that holds, but not as a branch around a place. */
export function linkTo(kind: GuardKind, test: number): Link {
  return { kind, test, start: 0, end: 0 };
}
