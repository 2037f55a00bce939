/** Runs the statements of a body over a state: branches, loops, jumps, returns. */

import type { ConditionRange } from '../directives.js';
import { Kind } from '../syntax-tree.js';
import { parseTypedName, typeOf } from '../type-name.js';
import { branch, switchStates } from './conditions.js';
import { type Breakable, children, type FlowContext, noteLeaving, record, text } from './context.js';
import { evaluate, evaluateAs, KIND_INIT, KIND_RETURN } from './expressions.js';
import { copyState, emptyState, joinInto, NO_TERMS, type State, type Terms } from './state.js';

/** Where alternatives of one `#if` stand, in offsets of the body. */
export type Alternatives = readonly ConditionRange[];

/** Runs one statement; the state is changed in place and is `dead` where control does not go on. */
export function execute(context: FlowContext, node: number, state: State, alternatives: Alternatives): Terms {
  switch (context.tree.kind[node]) {
    case Kind.compound:
    case Kind.error:
    case Kind.other:
      return executeList(context, children(context, node), state, alternatives);
    case Kind.expressionStatement: {
      let value: Terms = NO_TERMS;
      for (const child of children(context, node)) {
        if (context.tree.kind[child] !== Kind.semicolon) value = evaluate(context, child, state);
      }
      return value;
    }
    case Kind.declaration:
      declare(context, node, state);
      return NO_TERMS;
    case Kind.if:
      executeIf(context, node, state, alternatives);
      return NO_TERMS;
    case Kind.while:
      executeWhile(context, node, state, alternatives);
      return NO_TERMS;
    case Kind.do:
      executeDo(context, node, state, alternatives);
      return NO_TERMS;
    case Kind.for:
      executeFor(context, node, state, alternatives);
      return NO_TERMS;
    case Kind.switch:
      executeSwitch(context, node, state, alternatives);
      return NO_TERMS;
    case Kind.case:
      return executeList(context, caseStatements(context, node), state, alternatives);
    case Kind.else: {
      const inner = context.tree.first[node];
      return inner ? execute(context, inner, state, alternatives) : NO_TERMS;
    }
    case Kind.return:
      executeReturn(context, node, state);
      return NO_TERMS;
    case Kind.goto:
      executeGoto(context, node, state);
      return NO_TERMS;
    case Kind.break:
      leave(context.breakables.at(-1)?.breaks, state);
      return NO_TERMS;
    case Kind.continue:
      leave(context.breakables.findLast((one) => one.continues !== null)?.continues ?? undefined, state);
      return NO_TERMS;
    case Kind.labeled:
      return executeLabeled(context, node, state, alternatives);
    case Kind.semicolon:
    case Kind.colon:
    case Kind.default:
      return NO_TERMS;
    default:
      return evaluate(context, node, state);
  }
}

function executeList(context: FlowContext, list: readonly number[], state: State, alternatives: Alternatives): Terms {
  let value: Terms = NO_TERMS;
  let group = 0;
  let branchOfGroup = -1;
  let entry: State | undefined;
  let ends: State[] = [];
  const closeGroup = (): void => {
    if (!entry) return;
    // Whether an `#else` exists decides if the code before may also be followed directly; both are taken as possible.
    for (const end of ends) joinInto(state, end);
    entry = undefined;
    ends = [];
    group = 0;
  };
  for (let i = 0; i < list.length; i++) {
    const node = list[i] as number;
    const range = alternatives.length ? rangeAt(alternatives, context.tree.start[node] as number) : undefined;
    if ((range?.group ?? 0) !== group) {
      closeGroup();
      if (range) {
        group = range.group;
        branchOfGroup = range.branch;
        entry = copyState(state);
      }
    } else if (range && entry && range.branch !== branchOfGroup) {
      ends.push(copyState(state));
      state.vars.clear();
      state.dead = true;
      joinInto(state, entry);
      state.dead = entry.dead;
      branchOfGroup = range.branch;
    }
    if (isMacroLoop(context, node, list[i + 1])) {
      evaluateStatement(context, node, state);
      executeLoopBody(context, list[i + 1] as number, state, alternatives);
      i++;
      continue;
    }
    const own = execute(context, node, state, alternatives);
    // A lone semicolon gives no value of its own: `({ f(); })` and `({ f();; })` are the same.
    if (!isEmpty(context, node)) value = own;
  }
  closeGroup();
  return value;
}

function isEmpty(context: FlowContext, node: number): boolean {
  const kind = context.tree.kind[node];
  const first = context.tree.first[node] as number;
  return (
    kind === Kind.semicolon ||
    (kind === Kind.expressionStatement && (first === 0 || context.tree.kind[first] === Kind.semicolon))
  );
}

/** The innermost range whose alternatives stand side by side at `offset`. */
function rangeAt(alternatives: Alternatives, offset: number): ConditionRange | undefined {
  let found: ConditionRange | undefined;
  for (const range of alternatives) {
    if (range.start > offset) break;
    if (range.end > offset) found = range;
  }
  return found;
}

/** `list_for_each_entry(…) { … }`: a call without a semicolon in front of a block. */
function isMacroLoop(context: FlowContext, node: number, following: number | undefined): boolean {
  if (following === undefined || context.tree.kind[node] !== Kind.expressionStatement) return false;
  if (context.tree.text.charCodeAt((context.tree.end[node] as number) - 1) === 59) return false;
  const first = context.tree.first[node] as number;
  return (
    context.tree.kind[first] === Kind.call &&
    !children(context, node).some(
      (child) =>
        context.tree.kind[child] === Kind.semicolon && context.tree.text[context.tree.start[child] as number] === ';',
    )
  );
}

function evaluateStatement(context: FlowContext, node: number, state: State): void {
  for (const child of children(context, node)) evaluate(context, child, state);
}

function executeLoopBody(context: FlowContext, body: number, state: State, alternatives: Alternatives): void {
  const loop: Breakable = { breaks: [], continues: [] };
  context.breakables.push(loop);
  const before = copyState(state);
  for (let round = 0; round < 2; round++) {
    execute(context, body, state, alternatives);
    for (const one of loop.continues ?? []) joinInto(state, one);
    if (!joinInto(before, state)) break;
    replace(state, before);
  }
  replace(state, before);
  for (const one of loop.breaks) joinInto(state, one);
  context.breakables.pop();
}

function replace(state: State, by: State): void {
  state.vars.clear();
  for (const [name, terms] of by.vars) state.vars.set(name, terms);
  state.dead = by.dead;
}

/** Names and types of what a declaration declares, and their initial values. */
function declare(context: FlowContext, node: number, state: State): void {
  const list = children(context, node);
  const first = list[0];
  if (first === undefined) return;
  const declaration = context.tree.text.slice(context.tree.start[node], context.tree.end[node]);
  const type = typeOf(
    declaration.slice(0, Math.max(0, (context.tree.end[first] as number) - (context.tree.start[node] as number))),
  );
  for (const child of list.slice(1)) {
    const kind = context.tree.kind[child];
    if (kind === Kind.initDeclarator) {
      const parts = children(context, child);
      const declarator = parts[0];
      const value = parts.at(-1);
      if (declarator === undefined || value === undefined || parts.length < 2) continue;
      const name = declare1(context, declarator, type);
      const terms = evaluateAs(context, KIND_INIT, value, state);
      if (name) state.vars.set(name, terms);
    } else if (kind === Kind.identifier || kind === Kind.declarator) {
      const name = declare1(context, child, type);
      if (name) state.vars.set(name, NO_TERMS);
    } else if (kind === Kind.error) {
      evaluate(context, child, state);
    }
  }
}

function declare1(context: FlowContext, declarator: number, type: string): string {
  const words = text(context, declarator);
  if (/^\w+$/.test(words)) {
    context.types.set(words, type);
    return words;
  }
  const parsed = parseTypedName(`int ${words}`);
  if (parsed.name === '') return '';
  context.types.set(parsed.name, parsed.type === 'F' ? 'F' : type);
  return parsed.name;
}

function executeIf(context: FlowContext, node: number, state: State, alternatives: Alternatives): void {
  const [test, then, otherwise] = children(context, node);
  if (test === undefined) return;
  const [whenTrue, whenFalse, condition] = branch(context, test, state);
  if (then !== undefined) {
    context.conditionStack.push(condition(false));
    execute(context, then, whenTrue, alternatives);
    context.conditionStack.pop();
  }
  if (otherwise !== undefined) {
    context.conditionStack.push(condition(true));
    execute(context, otherwise, whenFalse, alternatives);
    context.conditionStack.pop();
  }
  state.vars.clear();
  state.dead = true;
  joinInto(state, whenTrue);
  joinInto(state, whenFalse);
  if (state.dead) replace(state, { vars: new Map(whenFalse.vars), dead: true });
}

function executeWhile(context: FlowContext, node: number, state: State, alternatives: Alternatives): void {
  const [test, body] = children(context, node);
  if (test === undefined) return;
  loop(context, state, test, body, [], alternatives);
}

function executeDo(context: FlowContext, node: number, state: State, alternatives: Alternatives): void {
  const [body, test] = children(context, node);
  if (body === undefined) return;
  const brk: Breakable = { breaks: [], continues: [] };
  context.breakables.push(brk);
  const head = copyState(state);
  let after = state;
  for (let round = 0; round < 2; round++) {
    const inside = copyState(head);
    execute(context, body, inside, alternatives);
    for (const one of brk.continues ?? []) joinInto(inside, one);
    const [again, out] = test === undefined ? [inside, copyState(inside)] : branch(context, test, inside);
    after = out;
    if (isZero(context, test) || !joinInto(head, again)) break;
  }
  context.breakables.pop();
  for (const one of brk.breaks) joinInto(after, one);
  replace(state, after);
}

function isZero(context: FlowContext, test: number | undefined): boolean {
  return test !== undefined && /^\(?\s*0\s*\)?$/.test(text(context, test));
}

function executeFor(context: FlowContext, node: number, state: State, alternatives: Alternatives): void {
  const list = children(context, node);
  const body = list.at(-1);
  const head = list.slice(0, -1);
  const parts: number[][] = [[]];
  for (const child of head) {
    const kind = context.tree.kind[child];
    if (kind === Kind.declaration) {
      parts.at(-1)?.push(child);
      parts.push([]);
    } else if (kind === Kind.semicolon) parts.push([]);
    else parts.at(-1)?.push(child);
  }
  const [initial = [], test = [], update = []] = parts;
  for (const one of initial) execute(context, one, state, alternatives);
  loop(context, state, test[0], body, update, alternatives);
}

function loop(
  context: FlowContext,
  state: State,
  test: number | undefined,
  body: number | undefined,
  update: readonly number[],
  alternatives: Alternatives,
): void {
  const endless = test === undefined || /^\(?\s*(?:1|true|;;)\s*\)?$/.test(text(context, test));
  const brk: Breakable = { breaks: [], continues: [] };
  context.breakables.push(brk);
  const head = copyState(state);
  let after = emptyState();
  after.dead = true;
  for (let round = 0; round < 2; round++) {
    let inside = copyState(head);
    let condition = -1;
    if (test !== undefined) {
      const [whenTrue, whenFalse, conditionOf] = branch(context, test, inside);
      inside = whenTrue;
      after = whenFalse;
      if (!endless) condition = conditionOf(false);
    }
    if (endless) {
      after = copyState(head);
      after.dead = true;
    }
    if (condition >= 0) context.conditionStack.push(condition);
    if (body !== undefined) execute(context, body, inside, alternatives);
    if (condition >= 0) context.conditionStack.pop();
    for (const one of brk.continues ?? []) joinInto(inside, one);
    for (const one of update) evaluate(context, one, inside);
    if (!joinInto(head, inside)) break;
  }
  context.breakables.pop();
  for (const one of brk.breaks) joinInto(after, one);
  replace(state, after);
}

function caseStatements(context: FlowContext, node: number): number[] {
  const list = children(context, node);
  const colon = list.findIndex((child) => context.tree.kind[child] === Kind.colon);
  return colon < 0 ? list : list.slice(colon + 1);
}

function caseLabel(context: FlowContext, node: number): number | undefined {
  const first = context.tree.first[node];
  if (!first || context.tree.kind[first] === Kind.default || context.tree.kind[first] === Kind.colon) return undefined;
  return first;
}

function executeSwitch(context: FlowContext, node: number, state: State, alternatives: Alternatives): void {
  const [value, body] = children(context, node);
  if (value === undefined || body === undefined) return;
  const states = switchStates(context, value, state);
  const brk: Breakable = { breaks: [], continues: null };
  context.breakables.push(brk);
  const running = copyState(state);
  running.dead = true;
  let hasDefault = false;
  let condition = -1;
  for (const child of children(context, body)) {
    if (context.tree.kind[child] !== Kind.case) {
      execute(context, child, running, alternatives);
      continue;
    }
    const label = caseLabel(context, child);
    if (label === undefined) hasDefault = true;
    const entry = label === undefined ? states.otherwise() : states.inCase([label]);
    joinInto(running, entry);
    condition = caseCondition(context, child, label);
    context.conditionStack.push(condition);
    executeList(context, caseStatements(context, child), running, alternatives);
    context.conditionStack.pop();
  }
  context.breakables.pop();
  if (!hasDefault) joinInto(running, states.otherwise());
  for (const one of brk.breaks) joinInto(running, one);
  replace(state, running);
}

function caseCondition(context: FlowContext, node: number, label: number | undefined): number {
  const key = `case ${context.tree.start[node]}`;
  const known = context.conditionAt.get(key);
  if (known !== undefined) return known;
  const index = context.conditions.length;
  const end =
    label === undefined ? (context.tree.start[node] as number) + 'default'.length : (context.tree.end[label] as number);
  context.conditions.push({ start: context.tree.start[node] as number, end, negated: false, calls: [] });
  context.conditionAt.set(key, index);
  return index;
}

function executeReturn(context: FlowContext, node: number, state: State): void {
  const value = children(context, node).find((child) => context.tree.kind[child] !== Kind.semicolon);
  if (value !== undefined) {
    const terms = evaluateAs(context, KIND_RETURN, value, state);
    record(context, context.macro ? context.escapes : context.result, terms);
  }
  recordOuts(context, state);
  state.dead = true;
}

/** What pointer parameters (in macros: parameters) hold where the function is left. */
export function recordOuts(context: FlowContext, state: State): void {
  for (const [name, index] of context.params) {
    const terms = state.vars.get(context.macro ? name : `*${name}`);
    if (!terms || terms.length === 0) continue;
    let out = context.outs.get(index);
    if (!out) {
      out = new Set();
      context.outs.set(index, out);
    }
    for (const term of terms) if (term[0] !== 'P' || term[1] !== index) out.add(term);
  }
}

function executeGoto(context: FlowContext, node: number, state: State): void {
  const label = children(context, node).find((child) => context.tree.kind[child] === Kind.identifier);
  if (label === undefined) return;
  const name = text(context, label);
  for (const terms of state.vars.values()) noteLeaving(context, terms);
  const at = context.labels.get(name);
  if (at) {
    if (joinInto(at, state) && context.labelsDone.has(name)) context.again = true;
  } else {
    context.labels.set(name, copyState(state));
    if (context.labelsDone.has(name)) context.again = true;
  }
  state.dead = true;
}

function executeLabeled(context: FlowContext, node: number, state: State, alternatives: Alternatives): Terms {
  const [label, ...rest] = children(context, node);
  if (label === undefined) return NO_TERMS;
  const name = text(context, label);
  context.labelsDone.add(name);
  const waiting = context.labels.get(name);
  if (waiting) joinInto(state, waiting);
  return executeList(
    context,
    rest.filter((child) => context.tree.kind[child] !== Kind.colon),
    state,
    alternatives,
  );
}

function leave(into: State[] | undefined, state: State): void {
  if (!into) return;
  into.push(copyState(state));
  state.dead = true;
}
