/** Evaluates expressions to the terms that their value may be, and performs their assignments. */

import { SITE_KINDS, type SiteKind } from '../../../src/store/schema.js';
import { ERRNO_NAME, ERROR_POINTER_TESTS, STORES, TRANSPARENT } from '../conventions.js';
import type { CalleeRef, Term } from '../facts.js';
import { Kind } from '../syntax-tree.js';
import { branch } from './conditions.js';
import { children, currentCondition, type FlowContext, intern, noteLeaving, text } from './context.js';
import { accessPath, macroText } from './paths.js';
import { copyState, joinInto, NO_TERMS, type State, type Terms, union } from './state.js';

const kindIndex = (kind: SiteKind): number => SITE_KINDS.indexOf(kind);
export const KIND_RETURN = kindIndex('return');
const KIND_ASSIGN = kindIndex('assign');
const KIND_POINTER = kindIndex('pointer');
export const KIND_INIT = kindIndex('init');
const KIND_CONDITIONAL = kindIndex('conditional');
const KIND_OUT = kindIndex('out');
const KIND_FIELD = kindIndex('field');
const KIND_ARGUMENT = kindIndex('argument');

/** Calls that no errno can come out of, whatever they are given. */
const NO_VALUE =
  /^(?:sizeof|offsetof|__builtin_\w+|ARRAY_SIZE|BIT|GENMASK|min|max|clamp|pr_\w+|dev_(?:err|warn|info|dbg)|printk|kfree|mutex_\w*lock|spin_\w*lock\w*)$/;

/** What the value of `node` may be. */
export function evaluate(context: FlowContext, node: number, state: State): Terms {
  switch (context.tree.kind[node]) {
    case Kind.identifier:
      return identifier(context, node, state);
    case Kind.unary:
      return unary(context, node, state);
    case Kind.parenthesized:
    case Kind.cast: {
      const list = children(context, node);
      const last = list.at(-1);
      if (last === undefined) return NO_TERMS;
      if (context.tree.kind[last] === Kind.compound) return context.execute(last, state);
      return evaluate(context, last, state);
    }
    case Kind.compound:
      return context.execute(node, state);
    case Kind.assignment:
      return assignment(context, node, state);
    case Kind.comma: {
      let value: Terms = NO_TERMS;
      for (const child of children(context, node)) value = evaluate(context, child, state);
      return value;
    }
    case Kind.conditional:
      return conditional(context, node, state);
    case Kind.call:
      return call(context, node, state);
    case Kind.field:
      return load(context, node, state);
    case Kind.subscript: {
      const [base, index] = children(context, node);
      if (index) evaluate(context, index, state);
      return base ? load(context, node, state) : NO_TERMS;
    }
    case Kind.pointer:
      return pointer(context, node, state);
    case Kind.binary:
      return binary(context, node, state);
    case Kind.update:
    case Kind.other:
    case Kind.error:
    case Kind.argumentList:
    case Kind.compoundLiteral:
    case Kind.initializerList:
    case Kind.initializerPair:
      for (const child of children(context, node)) evaluate(context, child, state);
      return NO_TERMS;
    default:
      return NO_TERMS;
  }
}

/** Evaluates with another idea of what becomes of a literal found on the way. */
export function evaluateAs(context: FlowContext, kind: number, node: number, state: State): Terms {
  const before = context.literalKind;
  context.literalKind = kind;
  const terms = evaluate(context, node, state);
  context.literalKind = before;
  return terms;
}

function identifier(context: FlowContext, node: number, state: State): Terms {
  const name = text(context, node);
  const known = state.vars.get(name);
  if (known) return known;
  if (context.types.has(name) || context.params.has(name)) return NO_TERMS;
  if (ERRNO_NAME.test(name)) return [literal(context, node, name, 1)];
  if (/^[A-Z0-9_]+$/.test(name) || name === 'NULL') return NO_TERMS;
  return [intern(context, ['I', macroText(context, name)])];
}

function literal(context: FlowContext, node: number, errno: string, sign: 1 | -1): Term {
  const offset = context.tree.start[node] as number;
  const known = context.literalAt.get(offset);
  if (known) return known;
  const term: Term = ['E', context.literals.length];
  context.literals.push({
    errno,
    sign,
    offset,
    kind: context.literalKind,
    condition: currentCondition(context),
    leaving: [],
  });
  context.literalAt.set(offset, term);
  return term;
}

function unary(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const operand = list.at(-1);
  if (operand === undefined) return NO_TERMS;
  const operator = list.length > 1 ? text(context, list[0] as number) : '';
  if (operator !== '-') {
    evaluate(context, operand, state);
    return NO_TERMS;
  }
  const inner = unwrap(context, operand);
  if (context.tree.kind[inner] === Kind.identifier) {
    const name = text(context, inner);
    if (ERRNO_NAME.test(name) && !state.vars.has(name) && !context.params.has(name))
      return [literal(context, inner, name, -1)];
  }
  if (context.tree.kind[inner] === Kind.number) {
    return text(context, inner) === '1' ? [literal(context, inner, '-1', -1)] : NO_TERMS;
  }
  return negate(context, evaluate(context, operand, state));
}

/** The terms of `-value`: what came positive goes on negative. */
function negate(context: FlowContext, terms: Terms): Terms {
  const result: Term[] = [];
  for (const term of terms) {
    if (term[0] === 'C') result.push(intern(context, ['C', term[1], term[2], term[3] ? 0 : 1, term[4]]));
    else if (term[0] === 'E') {
      const draft = context.literals[term[1]];
      if (draft && draft.sign === 1) draft.sign = -1;
      result.push(term);
    } else if (term[0] === 'L') result.push(term);
  }
  return result;
}

export function unwrap(context: FlowContext, node: number): number {
  let current = node;
  while (context.tree.kind[current] === Kind.parenthesized || context.tree.kind[current] === Kind.cast) {
    const last = children(context, current).at(-1);
    if (last === undefined) return current;
    current = last;
  }
  return current;
}

function assignment(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const left = list[0];
  const right = list.at(-1);
  if (left === undefined || right === undefined || left === right) return NO_TERMS;
  const operator = list.length > 2 ? text(context, list[1] as number) : '=';
  const target = unwrap(context, left);
  const terms = evaluateAs(context, assignmentKind(context, target), right, state);
  if (operator === '=') assign(context, target, terms, state);
  else if (operator === '|=' || operator === '+=')
    assign(context, target, union(terms, evaluate(context, target, state)), state);
  return terms;
}

function assignmentKind(context: FlowContext, target: number): number {
  const kind = context.tree.kind[target];
  if (kind === Kind.pointer) return KIND_OUT;
  return kind === Kind.field || kind === Kind.subscript ? KIND_FIELD : KIND_ASSIGN;
}

/** Stores `terms` where `target` says: a local, a parameter's target, a field, a global. */
function assign(context: FlowContext, target: number, terms: Terms, state: State): void {
  const kind = context.tree.kind[target];
  if (kind === Kind.identifier) {
    const name = text(context, target);
    if (context.types.has(name) || context.params.has(name)) state.vars.set(name, terms);
    else store(context, `G:${name}`, target, terms);
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
      else if (!context.types.has(name)) store(context, `G:${name}`, target, terms);
      return;
    }
  }
  if (kind === Kind.field || kind === Kind.subscript || kind === Kind.pointer) {
    const path = accessPath(context, target, state);
    const key = localKey(context, target);
    if (key) state.vars.set(key, terms);
    store(context, path, target, terms);
  }
}

/** `x.err` for a field of a local or parameter: tracked like a variable inside the function. */
function localKey(context: FlowContext, node: number): string | undefined {
  if (context.tree.kind[node] !== Kind.field) return undefined;
  const [base, field] = children(context, node);
  if (!base || !field) return undefined;
  const inner = unwrap(context, base);
  if (context.tree.kind[inner] === Kind.identifier) {
    const name = text(context, inner);
    return context.types.has(name) || context.params.has(name) ? `${name}.${text(context, field)}` : undefined;
  }
  const outer = localKey(context, inner);
  return outer ? `${outer}.${text(context, field)}` : undefined;
}

function store(context: FlowContext, path: string, node: number, terms: Terms): void {
  if (terms.length === 0 || path === '?') return;
  noteLeaving(context, terms);
  const offset = context.tree.start[node] as number;
  const key = `${offset} ${path}`;
  const known = context.stores.get(key);
  if (known) known.terms = union(known.terms, terms);
  else context.stores.set(key, { path, offset, terms });
}

function conditional(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const question = list.findIndex((child) => context.tree.kind[child] === Kind.question);
  const colon = list.findIndex((child) => context.tree.kind[child] === Kind.colon);
  const test = list[0];
  if (test === undefined || question < 0 || colon < 0) return NO_TERMS;
  const kind =
    context.literalKind === KIND_ASSIGN || context.literalKind === KIND_RETURN ? KIND_CONDITIONAL : context.literalKind;
  const [whenTrue, whenFalse, condition] = branch(context, test, state);
  let value: Terms;
  if (colon === question + 1) {
    value = evaluateAs(context, kind, test, whenTrue);
  } else {
    context.conditionStack.push(condition(false));
    value = evaluateAs(context, kind, list[question + 1] as number, whenTrue);
    context.conditionStack.pop();
  }
  const otherwise = list[colon + 1];
  if (otherwise !== undefined) {
    context.conditionStack.push(condition(true));
    value = union(value, evaluateAs(context, kind, otherwise, whenFalse));
    context.conditionStack.pop();
  }
  state.vars.clear();
  state.dead = true;
  joinInto(state, whenTrue);
  joinInto(state, whenFalse);
  state.dead = false;
  return value;
}

function load(context: FlowContext, node: number, state: State): Terms {
  const key = localKey(context, node);
  const known = key ? state.vars.get(key) : undefined;
  if (known) return known;
  const [base] = children(context, node);
  if (base !== undefined && context.tree.kind[base] === Kind.call) evaluate(context, base, state);
  const path = accessPath(context, node, state);
  if (path.startsWith('?') && !path.includes('.')) return NO_TERMS;
  return [intern(context, ['L', path, context.tree.start[node] as number])];
}

function pointer(context: FlowContext, node: number, state: State): Terms {
  const list = children(context, node);
  const inner = list.at(-1);
  if (inner === undefined) return NO_TERMS;
  const operator = list.length > 1 ? text(context, list[0] as number) : '*';
  const operand = unwrap(context, inner);
  if (operator === '&') {
    if (context.tree.kind[operand] !== Kind.identifier) {
      evaluate(context, inner, state);
      return NO_TERMS;
    }
    const name = text(context, operand);
    return context.types.has(name) || context.params.has(name)
      ? NO_TERMS
      : [intern(context, ['I', macroText(context, name)])];
  }
  if (context.tree.kind[operand] === Kind.identifier) {
    const name = text(context, operand);
    const known = state.vars.get(`*${name}`);
    if (known) return known;
    // Calling through `(*fn)(…)` means the function itself.
    return context.types.get(name) === 'F' ? identifier(context, operand, state) : NO_TERMS;
  }
  if (context.tree.kind[operand] === Kind.field) return evaluate(context, operand, state);
  evaluate(context, inner, state);
  return NO_TERMS;
}

function pointee(context: FlowContext, node: number): number | undefined {
  const list = children(context, node);
  if (list.length > 1 && text(context, list[0] as number) === '&') return undefined;
  const last = list.at(-1);
  return last === undefined ? undefined : unwrap(context, last);
}

function binary(context: FlowContext, node: number, state: State): Terms {
  const [left, operator, right] = children(context, node);
  if (left === undefined || operator === undefined || right === undefined) return NO_TERMS;
  const sign = text(context, operator);
  if (sign === '&&' || sign === '||') {
    const [whenTrue, whenFalse] = branch(context, node, state);
    state.vars.clear();
    state.dead = true;
    joinInto(state, whenTrue);
    joinInto(state, whenFalse);
    state.dead = false;
    return NO_TERMS;
  }
  const a = evaluate(context, left, state);
  const b = evaluate(context, right, state);
  // `err | f()` collects errors; other arithmetic makes something else of them.
  return sign === '|' ? union(a, b) : NO_TERMS;
}

function call(context: FlowContext, node: number, state: State): Terms {
  const [calleeNode, argumentNode] = children(context, node);
  if (calleeNode === undefined) return NO_TERMS;
  const args = argumentNode === undefined ? [] : children(context, argumentNode);
  const target = unwrap(context, calleeNode);
  const name = context.tree.kind[target] === Kind.identifier ? text(context, target) : '';
  if (TRANSPARENT.has(name) && args[0] !== undefined) {
    for (let i = 1; i < args.length; i++) evaluate(context, args[i] as number, state);
    return evaluateAs(context, name.includes('ERR') ? KIND_POINTER : context.literalKind, args[0], state);
  }
  if (STORES.has(name) && args[0] !== undefined && args[1] !== undefined) {
    const place = unwrap(context, args[0]);
    const stored = evaluateAs(context, KIND_FIELD, args[1], state);
    assign(context, stripAddress(context, place), stored, state);
    return NO_TERMS;
  }
  if (ERROR_POINTER_TESTS.has(name)) {
    for (const arg of args) evaluate(context, arg, state);
    return NO_TERMS;
  }
  const callees = calleeRefs(context, target, state);
  const values = args.map((arg) => argument(context, arg, state));
  const offset = context.tree.start[node] as number;
  let result: Terms = NO_TERMS;
  for (const callee of callees) {
    const index = callIndex(context, offset, callee);
    const draft = context.calls[index];
    if (!draft) continue;
    values.forEach((terms, i) => {
      if (terms.length) draft.args.set(i, union(draft.args.get(i) ?? NO_TERMS, terms));
    });
    if (!NO_VALUE.test(callee)) result = union(result, [intern(context, ['C', index, 0, 0, ''])]);
    args.forEach((arg, i) => {
      storeThrough(context, index, name, arg, i, state);
    });
  }
  return result;
}

function argument(context: FlowContext, node: number, state: State): Terms {
  return evaluateAs(context, KIND_ARGUMENT, node, state);
}

/** What a call may store through argument `position`: `f(&err)`, `f(err)` with a pointer, a macro that sets its argument. */
function storeThrough(
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
    if (at) joinInto(at, state);
    else context.labels.set(name, copyState(state));
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

function stripAddress(context: FlowContext, node: number): number {
  if (context.tree.kind[node] !== Kind.pointer) return node;
  const [operator, operand] = children(context, node);
  if (operator === undefined || operand === undefined || text(context, operator) !== '&') return node;
  return unwrap(context, operand);
}

function callIndex(context: FlowContext, offset: number, callee: CalleeRef): number {
  const key = `${offset} ${callee}`;
  const known = context.callAt.get(key);
  if (known !== undefined) return known;
  const index = context.calls.length;
  context.calls.push({ callee, offset, args: new Map() });
  context.callAt.set(key, index);
  return index;
}

/** Whom a call reaches: a name, a parameter, what a local was set to, or the field of an ops table. */
function calleeRefs(context: FlowContext, target: number, state: State): readonly CalleeRef[] {
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
    if (base !== undefined) evaluate(context, base, state);
    return [`.${accessPath(context, target, state)}`];
  }
  if (kind === Kind.pointer) {
    const inner = pointee(context, target);
    return inner === undefined ? ['?'] : calleeRefs(context, inner, state);
  }
  const refs = evaluate(context, target, state).flatMap((term): CalleeRef[] => {
    if (term[0] === 'I') return [term[1]];
    return term[0] === 'L' ? [`.${term[1]}`] : [];
  });
  return refs.length ? refs : ['?'];
}
