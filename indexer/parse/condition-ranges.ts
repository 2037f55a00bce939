/** The `#if` conditions around, and within, a stretch of a file. */

import type { ConditionRange } from './directives.js';

/** The ranges that lie in a stretch of the text; `ranges` are sorted by their start. */
export function rangesWithin(ranges: readonly ConditionRange[], start: number, end: number): ConditionRange[] {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as ConditionRange).start < start) low = middle + 1;
    else high = middle;
  }
  const within: ConditionRange[] = [];
  for (let i = low; i < ranges.length; i++) {
    const range = ranges[i] as ConditionRange;
    if (range.start > end) break;
    if (range.end <= end) within.push(range);
  }
  return within;
}

/**
 * The conditions of configuration around all of an item, outermost first: alternative heads of one body say nothing about
 * it (`SYSCALL_DEFINE5(clone, …)` of kernel/fork.c).
 */
export function configAt(ranges: readonly ConditionRange[], offset: number, end: number): string | null {
  const parts: string[] = [];
  for (const range of ranges) {
    if (range.start > offset) break;
    if (range.end >= end && range.condition) parts.push(range.condition);
  }
  if (parts.length < 2) return parts[0] ?? null;
  return parts.map((part) => (part.includes('||') ? `(${part})` : part)).join(' && ');
}
