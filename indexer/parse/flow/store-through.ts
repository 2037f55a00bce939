/** What a call may change of the caller's variables. */

import { Kind } from '../syntax/syntax-tree.js';
import { type FlowContext, intern } from './context.js';
import { children, text, unwrap } from './nodes.js';
import { copyState, joinInto, NO_TERMS, type State, union } from './state.js';
import { localKey } from './variable.js';
import { noteJump } from './ways-out.js';

/** What a call may store through argument `position`: `f(&err)`, `f(err)` with a pointer, a macro that sets its argument. */
export function storeThrough(
  context: FlowContext,
  call: number,
  callee: string,
  arg: number,
  position: number,
  state: State,
): void {
  const node = unwrap(context, arg);
  const kind = context.tree.kind[node];
  if (kind === Kind.pointer) {
    const [operator, operand] = children(context, node);
    if (operand === undefined || operator === undefined || text(context, operator) !== '&') return;
    const inner = unwrap(context, operand);
    if (context.tree.kind[inner] === Kind.identifier) {
      const name = text(context, inner);
      if (!context.types.has(name)) return;
      forgetFields(context, name, state);
      addSlot(context, name, call, position, state);
    } else if (context.tree.kind[inner] === Kind.field) {
      const key = localKey(context, inner);
      if (key && state.vars.has(key)) addSlot(context, key, call, position, state);
    }
    return;
  }
  if (kind !== Kind.identifier) return;
  const name = text(context, node);
  if (context.labelNames.has(name)) {
    // `unsafe_put_user(x, p, efault)` may jump there.
    const at = context.labels.get(name);
    const jumped = copyState(state);
    noteJump(context, context.tree.start[node] as number, jumped);
    if (at) joinInto(at, jumped);
    else context.labels.set(name, jumped);
    return;
  }
  // A struct that is passed on is not an out-parameter: its fields are followed by themselves.
  const handsOn = context.params.has(name) && /^(?:\*|T:)/.test(context.types.get(name) ?? '');
  if (handsOn) addSlot(context, `*${name}`, call, position, state);
  forgetFields(context, name, state);
  if (context.types.has(name) && /^(?:__\w+|[A-Z][A-Z0-9_]+)$/.test(callee))
    addSlot(context, name, call, position, state);
}

function addSlot(context: FlowContext, key: string, call: number, position: number, state: State): void {
  const term = intern(context, ['C', call, position + 1, 0, '']);
  state.vars.set(key, union(state.vars.get(key) ?? NO_TERMS, [term]));
}

/** A callee that gets the struct may set its fields: what is known of them is no longer all. */
function forgetFields(context: FlowContext, name: string, state: State): void {
  const prefix = `${name}.`;
  for (const [key, terms] of state.vars) {
    if (!key.startsWith(prefix)) continue;
    const type = context.types.get(name) ?? '';
    if (type.length > 2) {
      const term = intern(context, ['L', `${type}.${key.slice(prefix.length)}`, 0]);
      state.vars.set(key, union(terms, [term]));
    }
  }
}
