/** How a pack stores reasons: what the guard of a site tests, and why the functions that it tests said no. */

import type { ColumnEncoding } from './columns.js';

/** What a test asks of a result, as stored. `same`: of what a function returns the same is asked of its callee. */
export const Sense = { any: 0, zero: 1, nonzero: 2, negative: 3, same: 4 } as const;

/** What a `return` gives, as stored; `=` what its callee gave, `?` what a test of its callees gave. Append only. */
export const GAVE = ['=', '?', 'NULL', 'false', '0', 'true', '1', '-1'] as const;

/**
 * A _gift_ is a `return` without an errno that makes a caller fail. Gifts of function `gift_function[i]` are the next
 * `gift_count[i]`; of gift `j` the next `gift_reasons[j]` reasons. Targets are nodes of the graph: functions, or fields of ops
 * tables. A reason of a site has a sense; one of a gift has `senseWhenTrue + 8 × senseWhenFalse`, as its function may be asked
 * for either. Lines of gifts count from their function's first.
 */
export const REASON_COLUMNS = {
  site_reasons: 'plain',
  site_reason_target: 'delta',
  site_reason_sense: 'plain',
  gift_function: 'delta',
  gift_count: 'plain',
  gift_gave: 'plain',
  gift_line: 'plain',
  gift_reasons: 'plain',
  gift_reason_target: 'delta',
  gift_reason_sense: 'plain',
} as const satisfies Readonly<Record<string, ColumnEncoding>>;
export type ReasonColumn = keyof typeof REASON_COLUMNS;

/** The guards of gifts, `\n`-joined, '' for none. */
export const GIFT_GUARDS_BLOB = 'gift_guard';
