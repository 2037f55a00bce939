/** Whom a call reaches. */

import { staticCallPath } from '../conventions.js';
import type { CalleeRef } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { children, pointee, text } from './nodes.js';
import { accessPath, macroText, tablePath } from './paths.js';
import type { State } from './state.js';
import { localKey } from './variable.js';

/** Whom a call reaches: a name, a parameter, what a local was set to, or the field of an ops table. */
export function calleeRefs(context: FlowContext, target: number, state: State): readonly CalleeRef[] {
  const kind = context.tree.kind[target];
  if (kind === Kind.identifier) {
    const name = text(context, target);
    const param = context.params.get(name);
    const local = context.types.has(name) || param !== undefined;
    if (!local) return [macroText(context, name)];
    const refs: CalleeRef[] = [];
    for (const term of state.vars.get(name) ?? []) {
      if (term[0] === 'I') refs.push(term[1]);
      else if (term[0] === 'L') refs.push(`.${term[1]}`);
      else if (term[0] === 'P') refs.push(`#${term[1]}`);
      else if (term[0] === 'C' && term[2] === 0) refs.push(...givenBy(context, term[1]));
    }
    if (refs.length) return refs;
    return param === undefined ? ['?'] : [`#${param}`];
  }
  if (kind === Kind.field || kind === Kind.subscript) {
    const key = localKey(context, target);
    const known = key ? state.vars.get(key) : undefined;
    const names = known?.flatMap((term) => (term[0] === 'I' ? [term[1]] : [])) ?? [];
    if (names.length) return names;
    const [base] = children(context, target);
    if (base !== undefined) context.evaluate(base, state);
    return [`.${tablePath(context, target) ?? accessPath(context, target, state)}`];
  }
  if (kind === Kind.pointer) {
    const inner = pointee(context, target);
    return inner === undefined ? ['?'] : calleeRefs(context, inner, state);
  }
  if (kind === Kind.call) {
    const [caller, args] = children(context, target);
    const name = args === undefined ? undefined : context.tree.first[args];
    const path =
      caller !== undefined && name
        ? staticCallPath(text(context, caller), macroText(context, text(context, name)))
        : undefined;
    if (path !== undefined) return [`.${path}`];
  }
  const refs = context.evaluate(target, state).flatMap((term): CalleeRef[] => {
    if (term[0] === 'I') return [term[1]];
    return term[0] === 'L' ? [`.${term[1]}`] : [];
  });
  return refs.length ? refs : ['?'];
}

/** `fn = lookup(cmd); fn(x);` reaches the functions that `lookup` gives. */
function givenBy({ calls }: FlowContext, index: number): readonly CalleeRef[] {
  const callee = calls[index]?.callee ?? '';
  return /^\w+$/.test(callee) ? [`.C:${callee}`] : [];
}
