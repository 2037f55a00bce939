/** What an expression reads: access paths, globals and constants, also behind the locals that it names. */

import { ERRNO_NAME, TRANSPARENT } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { type Definitions, fieldName } from './definitions.js';
import { children, text, unwrap } from './nodes.js';
import { accessPath } from './paths.js';
import { emptyState } from './state.js';

/** More than so many say little of what an expression depends on. */
const MAX_READS = 24;
/** Locals are followed so many times: `max` to `limit` to what that was set from. */
const MAX_STEPS = 4;

/** A local or field in an expression, and a value that it can have there. */
interface NamedValue {
  readonly name: string;
  readonly value: number;
}

interface Found {
  readonly reads: Set<string>;
  /** Nearest first. */
  readonly values: NamedValue[];
}

/** What `node` and the values behind its names read, sorted; and those values, nearest first. */
export function readsOf(
  context: FlowContext,
  node: number,
  definitions: Definitions,
): { readonly reads: readonly string[]; readonly values: readonly NamedValue[] } {
  const found: Found = { reads: new Set(), values: [] };
  let level = [node];
  for (let step = 0; step < MAX_STEPS && level.length; step++) {
    const next: number[] = [];
    for (const one of level) {
      const locals = new Set<string>();
      collect(context, one, found.reads, locals);
      for (const name of locals) {
        for (const value of definitions.before(name, context.tree.start[one] as number)) {
          if (found.values.some((known) => known.value === value)) continue;
          found.values.push({ name, value });
          // What a call was given is read; what stands behind that is the call's business.
          if (!isCall(context, value)) next.push(value);
          else collect(context, value, found.reads, new Set());
        }
      }
    }
    level = next;
  }
  return { reads: [...found.reads].slice(0, MAX_READS).sort(), values: found.values };
}

function isCall(context: FlowContext, value: number): boolean {
  const node = unwrap(context, value);
  const callee = context.tree.first[node] as number;
  return context.tree.kind[node] === Kind.call && !TRANSPARENT.has(text(context, callee));
}

/** Adds what is read below `node` to `reads`, and the locals and fields that it names to `locals`. */
function collect(context: FlowContext, node: number, reads: Set<string>, locals: Set<string>): void {
  const kind = context.tree.kind[node];
  switch (kind) {
    case Kind.identifier: {
      const name = text(context, node);
      const param = context.params.get(name);
      if (context.types.has(name)) locals.add(name);
      else if (param === undefined) addName(name, reads);
      if (param !== undefined) reads.add(`P:${param}`);
      return;
    }
    case Kind.field: {
      const path = accessPath(context, node, emptyState());
      if (!path.startsWith('?')) reads.add(path);
      locals.add(fieldName(context.tree, node));
      const [base] = children(context, node);
      if (base !== undefined) collectWithin(context, base, path.startsWith('?'), reads, locals);
      return;
    }
    case Kind.call: {
      const [, args] = children(context, node);
      if (args !== undefined) collect(context, args, reads, locals);
      return;
    }
    case Kind.string:
    case Kind.number:
    case Kind.type:
    case Kind.structType:
    case Kind.operator:
      return;
    case Kind.cast: {
      const value = children(context, node).at(-1);
      if (value !== undefined) collect(context, value, reads, locals);
      return;
    }
    default:
      for (const child of children(context, node)) collect(context, child, reads, locals);
  }
}

/** What stands inside a path: indices and arguments, and the local that it begins with where its type is not known. */
function collectWithin(
  context: FlowContext,
  node: number,
  untyped: boolean,
  reads: Set<string>,
  locals: Set<string>,
): void {
  const list = children(context, node);
  switch (context.tree.kind[node]) {
    case Kind.identifier:
      if (untyped && context.types.has(text(context, node))) locals.add(text(context, node));
      return;
    case Kind.call:
      if (list[1] !== undefined) collect(context, list[1], reads, locals);
      return;
    case Kind.subscript:
      if (list[1] !== undefined) collect(context, list[1], reads, locals);
      if (list[0] !== undefined) collectWithin(context, list[0], untyped, reads, locals);
      return;
    case Kind.field:
      if (list[0] !== undefined) collectWithin(context, list[0], untyped, reads, locals);
      return;
    default:
      if (list.length) collectWithin(context, list.at(-1) as number, untyped, reads, locals);
  }
}

/** `K:NAME` for a constant, `G:name` for anything else. */
function addName(name: string, reads: Set<string>): void {
  if (ERRNO_NAME.test(name) || name === 'NULL' || name === 'true' || name === 'false') return;
  reads.add(/^[A-Z][A-Z0-9_]+$/.test(name) ? `K:${name}` : `G:${name}`);
}
