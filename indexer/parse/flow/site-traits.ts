/** What the conditions around a site say of how ordinary it is that it is reached: the bits of `SiteTrait`. */

import { SiteTrait } from '../../../src/store/schema.js';
import type { FlowContext } from './context.js';

/**
 * Words of conditions that few healthy systems meet: self-checks, objects that are going away, damaged data, values at
 * the end of their range, attributes that are rarely set, races, interrupted waits, fault injection (as they are
 * spelt in 5.10 to 7.3).
 */
const EXOTIC = new RegExp(
  [
    '\\bWARN|\\bBUG_|corrupt|bad_inode|uptodate|io_?err|hwpoison',
    'dead(?!l)|dying|destroy|unhashed|unlinked|freeing|shutdown|abort|cant_mount|suspend',
    'immutable|append|swapfile|noexec|frozen|MNT_LOCKED',
    'overflow|INT_MAX|LONG_MAX|TASK_SIZE',
    'unmapped|has_mapping',
    'seqcount|retry|signal_pending|try_module_get|should_fail',
  ].join('|'),
  'i',
);

/** A test of flags that an object carries: `conn->flags & F`, `test_bit(F, &x)`. */
const FLAG_TEST = /->\w*flags\s*&|\btest_bit\(/i;

const UNLIKELY = /\bunlikely\s*\(/;

/** What keeps a site from being reached counts where every way out has it, what makes it ordinary where any has. */
const ADVERSE = SiteTrait.outerUnlikely | SiteTrait.exotic;

/** The conditions that hold where control is now, outermost first. */
export function conditionsHere(context: FlowContext): readonly number[] {
  const { conditionStack, labelCondition } = context;
  return labelCondition >= 0 ? [labelCondition, ...conditionStack] : [...conditionStack];
}

/** The traits of one way out under these conditions, outermost first. */
export function traitsUnder(context: FlowContext, conditions: readonly number[]): number {
  let traits: number = conditions.length === 0 ? SiteTrait.unguarded : 0;
  conditions.forEach((index, i) => {
    const own = conditionTraits(context, index);
    const innermost = i === conditions.length - 1;
    if (own & SiteTrait.unlikely && !innermost) traits |= SiteTrait.outerUnlikely;
    traits |= innermost ? own : own & ~SiteTrait.unlikely;
  });
  return traits;
}

/** The traits of a site that leaves its function in several ways. */
export function eitherWay(one: number, other: number): number {
  return (one & other & ADVERSE) | ((one | other) & ~ADVERSE);
}

function conditionTraits(context: FlowContext, index: number): number {
  const condition = context.conditions[index];
  if (condition === undefined) return 0;
  condition.traits ??= textTraits(context.tree.text.slice(condition.start, condition.end));
  return condition.traits;
}

function textTraits(text: string): number {
  return (
    (UNLIKELY.test(text) ? SiteTrait.unlikely : 0) |
    (EXOTIC.test(text) ? SiteTrait.exotic : 0) |
    (FLAG_TEST.test(text) ? SiteTrait.flagTest : 0)
  );
}
