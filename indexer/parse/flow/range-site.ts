/** The site of a bound: a call of a range allocator is one, for it says which numbers there are. */

import type { Term } from '../facts.js';
import { RANGE_ALLOCATORS, UNBOUNDED } from '../range-allocators.js';
import type { FlowContext } from './context.js';
import { text } from './nodes.js';

import { KIND_RANGE } from './site-kind.js';
import { conditionsHere } from './site-traits.js';
import { NO_TERMS, type Terms } from './state.js';

/** The errno that call `index` of `name` gives when its bound is reached; its guard is the call itself. */
export function rangeSite(
  context: FlowContext,
  node: number,
  name: string,
  args: readonly number[],
  index: number,
): Terms {
  const allocator = RANGE_ALLOCATORS.get(name);
  const bound = allocator === undefined ? undefined : args[allocator.bound];
  // In a macro the bound is the text of an argument, which only its caller knows.
  if (allocator === undefined || bound === undefined || context.macro || UNBOUNDED.test(text(context, bound)))
    return NO_TERMS;
  if (ofCaller(context, text(context, bound))) return NO_TERMS;
  const offset = context.tree.start[node] as number;
  const known = context.literalAt.get(offset);
  if (known) return [known];
  const condition = context.conditions.length;
  const end = context.tree.end[node] as number;
  context.conditions.push({
    node,
    start: offset,
    end,
    negated: false,
    calls: [index],
    literals: new Set(),
    equal: [[], []],
    senses: [new Map(), new Map()],
    also: [],
  });
  const term: Term = ['E', context.literals.length];
  context.literals.push({
    errno: allocator.errno,
    sign: -1,
    offset,
    kind: KIND_RANGE,
    condition,
    leaving: [],
    around: conditionsHere(context),
    traits: undefined,
    settled: false,
    ways: new Set(),
  });
  context.literalAt.set(offset, term);
  return [term];
}

/** A bound that is the function's own parameter is set further up. */
function ofCaller(context: FlowContext, bound: string): boolean {
  return [...bound.matchAll(/(?<!(?:->|\.)\s*)\b[A-Za-z_]\w*\b(?!\s*(?:->|\.|\[))/g)].some(([word]) =>
    context.params.has(word),
  );
}
