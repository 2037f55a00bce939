/** Performs assignments: to locals, through parameters, to fields and globals. */

import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { children, pointee, text, unwrap } from './nodes.js';
import { accessPath } from './paths.js';
import { noteLeaving } from './record.js';
import { evaluateAs, KIND_ASSIGN, KIND_FIELD, KIND_OUT } from './site-kind.js';
import { NO_TERMS, type State, type Terms, union } from './state.js';
import { localKey } from './variable.js';
import { noteWays } from './ways-out.js';

/** `a = b`, `a |= b`: the terms of `b`. */
export function assignment(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const left = list[0];
  const right = list.at(-1);
  if (left === undefined || right === undefined || left === right) return NO_TERMS;
  const operator = list.length > 2 ? text(context, list[1] as number) : '=';
  const target = unwrap(context, left);
  const terms = evaluateAs(context, assignmentKind(context, target), right, state);
  if (operator === '=') assign(context, target, terms, state);
  else if (operator === '|=' || operator === '+=')
    assign(context, target, union(terms, context.evaluate(target, state)), state);
  if (isParameterTarget(context, target) && !terms.some((term) => term[0] === 'E')) context.put.add(right);
  return terms;
}

/** `*limit` of a parameter `limit`. */
function isParameterTarget(context: FlowContext, target: number): boolean {
  if (context.macro || context.tree.kind[target] !== Kind.pointer) return false;
  const inner = pointee(context, target);
  return inner !== undefined && context.params.has(text(context, inner));
}

function assignmentKind(context: FlowContext, target: number): number {
  const kind = context.tree.kind[target];
  if (kind === Kind.pointer) return KIND_OUT;
  return kind === Kind.field || kind === Kind.subscript ? KIND_FIELD : KIND_ASSIGN;
}

/** Stores `terms` where `target` says: a local, a parameter's target, a field, a global. */
export function assign(context: FlowContext, target: number, terms: Terms, state: State): void {
  const kind = context.tree.kind[target];
  if (kind === Kind.identifier) {
    const name = text(context, target);
    if (context.types.has(name) || context.params.has(name)) state.vars.set(name, terms);
    else store(context, `G:${name}`, target, terms, state);
    return;
  }
  if (kind === Kind.binary) {
    // `typeof(x) *p = …` reads as a product to the grammar.
    const last = children(context, target).at(-1);
    if (last !== undefined && context.tree.kind[last] === Kind.identifier) state.vars.set(text(context, last), terms);
    return;
  }
  if (kind === Kind.pointer) {
    const inner = pointee(context, target);
    if (inner !== undefined && context.tree.kind[inner] === Kind.identifier) {
      const name = text(context, inner);
      if (context.params.has(name)) state.vars.set(`*${name}`, terms);
      else if (!context.types.has(name)) store(context, `G:${name}`, target, terms, state);
      return;
    }
  }
  if (kind === Kind.field || kind === Kind.subscript || kind === Kind.pointer) {
    const path = accessPath(context, target, state);
    const key = localKey(context, target);
    if (key) state.vars.set(key, terms);
    store(context, path, target, terms, state);
  }
}

function store(context: FlowContext, path: string, node: number, terms: Terms, state: State): void {
  if (terms.length === 0 || path === '?') return;
  const offset = context.tree.start[node] as number;
  noteLeaving(context, terms);
  noteWays(context, terms, offset, context.tree.end[node] as number, state);
  const key = `${offset} ${path}`;
  const known = context.stores.get(key);
  if (known) known.terms = union(known.terms, terms);
  else context.stores.set(key, { path, offset, terms, local: localStruct(context, node) });
}

/** `box` of `box.left`, where that is a struct that the function has with an initialiser. */
function localStruct(context: FlowContext, node: number): string | undefined {
  const name = /^(\w+)\s*\.\s*\w+$/.exec(text(context, node))?.[1];
  return name !== undefined && context.tables.has(name) ? name : undefined;
}
