/** Writes the guards of a body's literals and gifts: the test as text, what it calls, and what it depends on. */

import type { Guard, Reads } from '../facts.js';
import type { FlowContext } from './context.js';
import { type Definitions, definitionsIn } from './definitions.js';
import { readsOf } from './reads.js';

/** Longest text of a guard, in characters. */
const MAX_TEXT = 160;
/** Longest text of what a name was set from, and how many names are resolved. */
const MAX_VALUE_TEXT = 100;
const MAX_VALUES = 4;

/** A number says nothing that the test does not. */
const PLAIN_VALUE = /^(?:-?\s*\d\w*|NULL|true|false)$/;

/** What guards need to know of the body. */
interface Body {
  readonly lineOf: (offset: number) => number;
  /** What is written between two offsets of the body, literals and comments included. */
  readonly written: (start: number, end: number) => string;
}

export interface GuardWriter {
  /** The guard that condition `index` is; undefined for none. */
  readonly of: (index: number) => Guard | undefined;
  /** What these expressions read together. */
  readonly reads: (nodes: Iterable<number>) => Reads;
}

/** @param callIndex - calls of the context to calls of the facts */
export function guardWriter(context: FlowContext, body: Body, callIndex: ReadonlyMap<number, number>): GuardWriter {
  // Many guards name no local: the body is searched for values on first use.
  let found: Definitions | undefined;
  const definitions: Definitions = {
    before: (name, offset) => {
      found ??= definitionsIn(context.tree);
      return found.before(name, offset);
    },
  };
  const written = new Map<number, Guard>();
  return {
    of: (index) => {
      const known = written.get(index);
      if (known || !context.conditions[index]) return known;
      const guard = guardOf(context, body, index, callIndex, definitions);
      written.set(index, guard);
      return guard;
    },
    reads: (nodes) => {
      const reads = new Set<string>();
      for (const node of nodes) for (const read of readsOf(context, node, definitions).reads) reads.add(read);
      return [...reads].slice(0, MAX_READS).sort();
    },
  };
}

/** Of a function's results; guards have their own limit. */
const MAX_READS = 16;

function guardOf(
  context: FlowContext,
  body: Body,
  index: number,
  callIndex: ReadonlyMap<number, number>,
  definitions: Definitions,
): Guard {
  const condition = context.conditions[index] as FlowContext['conditions'][number];
  const bare = textAt(body, condition.start, condition.end);
  const tested = condition.calls.filter((call) => callIndex.has(call));
  const also = condition.also.filter((call) => !tested.includes(call)).flatMap((call) => callIndex.get(call) ?? []);
  const senses = tested.map((call) => condition.senses[condition.negated ? 1 : 0].get(call) ?? 0);
  const { reads, values } = readsOf(context, condition.node, definitions);
  const from = values
    .map(({ name, value }) => {
      const start = context.tree.start[value] as number;
      const text = cut(textAt(body, start, context.tree.end[value] as number), MAX_VALUE_TEXT);
      return [name, text, body.lineOf(start)] as const;
    })
    .filter(([, text]) => !PLAIN_VALUE.test(text))
    .slice(0, MAX_VALUES);
  return {
    line: body.lineOf(condition.start),
    text: cut(condition.negated ? `!(${bare})` : bare, MAX_TEXT),
    ...(tested.length ? { calls: tested.map((call) => callIndex.get(call) ?? -1), senses } : {}),
    ...(also.length ? { also } : {}),
    ...(from.length ? { from } : {}),
    ...(reads.length ? { reads } : {}),
  };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** What is written, without comments, on one line and without parentheses around the whole. */
function textAt(body: Body, start: number, end: number): string {
  const squeezed = body
    .written(start, end)
    .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return unparenthesized(squeezed);
}

/** Without the parentheses around the whole: `(a) && (b)` has none. */
function unparenthesized(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i === text.length - 1 ? text.slice(1, -1).trim() : text;
  }
  return text;
}
