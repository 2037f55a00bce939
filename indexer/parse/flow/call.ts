/** Evaluates calls: whom they reach, with what, and what they may give. */

import { DECLARES_ERRNO, ERROR_POINTER_TESTS, EXCHANGES, STORES, TRANSPARENT } from '../conventions.js';
import { Kind } from '../syntax/syntax-tree.js';
import { assign } from './assign.js';
import { callIndex } from './call-index.js';
import { calleeRefs } from './callee.js';
import { type FlowContext, intern } from './context.js';
import { children, stripAddress, text, unwrap } from './nodes.js';
import { givenByCall, noteResultSetter } from './outside.js';
import { rangeSite } from './range-site.js';
import { classVariable, declareOfClass, errorOfClass, runFailingGuard } from './scoped-classes.js';
import { evaluateAs, KIND_ARGUMENT, KIND_FIELD, KIND_POINTER } from './site-kind.js';
import { NO_TERMS, type State, type Terms, union } from './state.js';
import { storeThrough } from './store-through.js';

/** Calls that no errno can come out of, whatever they are given. */
const NO_VALUE =
  /^(?:sizeof|offsetof|__builtin_\w+|ARRAY_SIZE|BIT|GENMASK|min|max|clamp|pr_\w+|dev_(?:err|warn|info|dbg)|printk|kfree|mutex_\w*lock|spin_\w*lock\w*)$/;

/** The terms of a call: its result, from every callee that it may reach. */
export function call(context: FlowContext, node: number, state: State): Terms {
  const [calleeNode, argumentNode] = children(context, node);
  if (calleeNode === undefined) return NO_TERMS;
  const args = argumentNode === undefined ? [] : children(context, argumentNode);
  const target = unwrap(context, calleeNode);
  const name = context.tree.kind[target] === Kind.identifier ? text(context, target) : '';
  if (TRANSPARENT.has(name) && args[0] !== undefined) {
    for (let i = 1; i < args.length; i++) context.evaluate(args[i] as number, state);
    return evaluateAs(context, name.includes('ERR') ? KIND_POINTER : context.literalKind, args[0], state);
  }
  if (STORES.has(name) && args[0] !== undefined && args[1] !== undefined) {
    const place = stripAddress(context, unwrap(context, args[0]));
    const before = EXCHANGES.has(name) ? context.evaluate(place, state) : NO_TERMS;
    const stored = evaluateAs(context, KIND_FIELD, args[1], state);
    assign(context, place, stored, state);
    return before;
  }
  const declared = DECLARES_ERRNO.get(name);
  if (declared !== undefined && args[0] !== undefined && args[declared.argument] !== undefined) {
    const variable = text(context, args[0]);
    const index = callIndex(context, context.tree.start[node] as number, declared.call, 1);
    const given = evaluateAs(context, KIND_POINTER, args[declared.argument] as number, state);
    context.types.set(variable, declared.type);
    state.vars.set(`${variable}.${declared.field}`, union([intern(context, ['C', index, 0, 0, ''])], given));
    return NO_TERMS;
  }
  const error = errorOfClass(context, node, name, args, state);
  if (error !== undefined) return error;
  if (runFailingGuard(context, node, name, args, state)) return NO_TERMS;
  if (ERROR_POINTER_TESTS.has(name)) {
    for (const arg of args) context.evaluate(arg, state);
    return NO_TERMS;
  }
  const variable = classVariable(context, target);
  const callees = variable ? [variable.constructor] : calleeRefs(context, target, state);
  const values = args.map((arg) => ownTable(context, arg) ?? evaluateAs(context, KIND_ARGUMENT, arg, state));
  noteResultSetter(context, node, name, args, values);
  const offset = context.tree.start[node] as number;
  const format = args.findIndex((arg) => context.tree.kind[unwrap(context, arg)] === Kind.string);
  let result: Terms = givenByCall(context, node, name, args);
  for (const callee of callees) {
    const index = callIndex(context, offset, callee, format < 0 ? args.length : format);
    const draft = context.calls[index];
    if (!draft) continue;
    values.forEach((terms, i) => {
      if (terms.length) draft.args.set(i, union(draft.args.get(i) ?? NO_TERMS, terms));
    });
    if (!NO_VALUE.test(callee)) result = union(result, [intern(context, ['C', index, 0, 0, ''])]);
    result = union(result, rangeSite(context, node, callee, args, index));
    args.forEach((arg, i) => {
      storeThrough(context, index, name, arg, i, state);
    });
  }
  if (variable) declareOfClass(context, variable, result, state);
  return variable ? NO_TERMS : result;
}

/** `&ops` of a table of the function's own: the linker finds its initialiser. The `&` keeps it apart from what is global. */
function ownTable(context: FlowContext, argument: number): Terms | undefined {
  const whole = unwrap(context, argument);
  const place = stripAddress(context, whole);
  if (place === whole || context.tree.kind[place] !== Kind.identifier) return undefined;
  const name = text(context, place);
  return context.tables.has(name) ? [intern(context, ['I', `&${name}`])] : undefined;
}
