/** Access paths: which field of which struct an expression reads or writes. */

import { CONTAINER_MACRO, TRANSPARENT } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import { typeOf } from '../type-name.js';
import type { FlowContext } from './context.js';
import { children, text } from './nodes.js';
import type { State } from './state.js';

/**
 * `S:file.f_op.read` (field of a struct), `T:name…` (typedef), `C:callee…` (what a function gives), `G:variable…`,
 * `?…` (unknown root). Dereferences, addresses and indices do not change a path.
 */
export function accessPath(context: FlowContext, node: number, state: State): string {
  const kind = context.tree.kind[node];
  switch (kind) {
    case Kind.identifier:
      return rootPath(context, text(context, node), state);
    case Kind.field: {
      const [base, field] = children(context, node);
      if (!base || !field) return '?';
      const name = text(context, field);
      return `${accessPath(context, base, state)}.${macroText(context, name)}`;
    }
    case Kind.subscript:
    case Kind.parenthesized: {
      const inner = context.tree.first[node];
      return inner ? accessPath(context, inner, state) : '?';
    }
    case Kind.pointer: {
      const inner = children(context, node).find((child) => context.tree.kind[child] !== Kind.operator);
      return inner ? accessPath(context, inner, state) : '?';
    }
    case Kind.assignment: {
      const [left] = children(context, node);
      return left ? accessPath(context, left, state) : '?';
    }
    case Kind.cast: {
      const [type, value] = children(context, node);
      const named = type ? typeOf(text(context, type)) : '';
      if (named.length > 2) return named;
      return value ? accessPath(context, value, state) : '?';
    }
    case Kind.conditional: {
      const branch = children(context, node).find((child, i) => i > 0 && context.tree.kind[child] !== Kind.question);
      return branch ? accessPath(context, branch, state) : '?';
    }
    case Kind.call: {
      const [callee, args] = children(context, node);
      if (!callee || context.tree.kind[callee] !== Kind.identifier) return '?';
      const name = text(context, callee);
      const list = args ? children(context, args) : [];
      if (TRANSPARENT.has(name) && list[0]) return accessPath(context, list[0], state);
      if (CONTAINER_MACRO.test(name) && list[1]) {
        const tag = text(context, list[1]).trim();
        if (/^\w+$/.test(tag)) return context.params.has(tag) && context.macro ? '?' : `S:${tag}`;
      }
      return `C:${name}`;
    }
    case Kind.compoundLiteral: {
      const [type] = children(context, node);
      const named = type ? typeOf(text(context, type)) : '';
      return named.length > 2 ? named : '?';
    }
    default:
      return '?';
  }
}

/** `handlers[i]` of a table of functions that the function keeps to itself: the linker knows it as the file's. */
export function tablePath(context: FlowContext, node: number): string | undefined {
  if (context.tree.kind[node] !== Kind.subscript) return undefined;
  const base = context.tree.first[node];
  if (!base || context.tree.kind[base] !== Kind.identifier) return undefined;
  const name = text(context, base);
  return context.tables.has(name) && !context.types.get(name)?.startsWith('S:') ? `G:${name}` : undefined;
}

function rootPath(context: FlowContext, name: string, state: State): string {
  const type = context.types.get(name);
  if (type === undefined) return context.params.has(name) ? '?' : `G:${name}`;
  if (type.length > 2) return type;
  // A local without a readable type (`typeof`, `auto`, `void *`): what it was set from tells.
  for (const term of state.vars.get(name) ?? []) {
    if (term[0] === 'C' && term[2] === 0) {
      const callee = context.calls[term[1]]?.callee;
      if (callee && /^\w+$/.test(callee)) return `C:${callee}`;
    }
    if (term[0] === 'L') return term[1];
  }
  return '?';
}

/** In a macro, parameters and pasted tokens stand for the text of an argument: `{0}`, `sys_{0}`. */
export function macroText(context: FlowContext, name: string): string {
  if (!context.macro) return name;
  const parts = name.includes('$$') ? name.split('$$') : [name];
  return parts.map((part) => (context.params.has(part) ? `{${context.params.get(part)}}` : part)).join('');
}
