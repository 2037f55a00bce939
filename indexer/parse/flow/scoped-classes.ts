/** Variables of a class, and guards that can fail: what include/linux/cleanup.h makes of constructors (from 6.5). */

import { CLASS_ERRORS, CLASS_VARIABLES, FAILING_GUARDS } from '../conventions.js';
import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { callIndex } from './call-index.js';
import { type FlowContext, intern } from './context.js';
import { children, stripAddress, text, unwrap } from './nodes.js';
import { macroText } from './paths.js';
import { copyState, joinInto, type State, type Terms } from './state.js';

/** A variable, and the function that gives it its value. */
interface ClassVariable {
  readonly name: string;
  readonly constructor: string;
}

/** What `CLASS(file, f)` before another pair of parentheses declares; undefined for anything else. */
export function classVariable(context: FlowContext, target: number): ClassVariable | undefined {
  if (context.tree.kind[target] !== Kind.call) return undefined;
  const [macro, list] = children(context, target);
  if (macro === undefined || list === undefined || !CLASS_VARIABLES.has(text(context, macro))) return undefined;
  const [tag, variable] = children(context, list);
  if (tag === undefined || variable === undefined) return undefined;
  return { name: text(context, variable), constructor: constructorOf(context, tag) };
}

/** `CLASS(file, f)(path)`: what follows reads `f` as what the constructor gave. */
export function declareOfClass(context: FlowContext, { name }: ClassVariable, given: Terms, state: State): void {
  if (!context.params.has(name)) context.types.set(name, '');
  state.vars.set(name, given);
}

/** The errno that `ACQUIRE_ERR(mutex_intr, &lock)` reads out of its variable; undefined for anything else. */
export function errorOfClass(
  context: FlowContext,
  node: number,
  name: string,
  args: readonly number[],
  state: State,
): Terms | undefined {
  const [tag, variable] = args;
  if (!CLASS_ERRORS.has(name) || tag === undefined || variable === undefined) return undefined;
  const key = text(context, stripAddress(context, unwrap(context, variable)));
  const known = context.params.has(key) ? undefined : state.vars.get(key);
  if (known) return known;
  const index = callIndex(context, context.tree.start[node] as number, constructorOf(context, tag), 0);
  return [intern(context, ['C', index, 0, 0, ''])];
}

/** `scoped_cond_guard(mutex_intr, return -EINTR, &lock)`: the statement runs where the constructor got no lock. */
export function runFailingGuard(
  context: FlowContext,
  node: number,
  name: string,
  args: readonly number[],
  state: State,
): boolean {
  const position = FAILING_GUARDS.get(name);
  const [tag] = args;
  const failing = position === undefined ? undefined : args[position];
  if (tag === undefined || failing === undefined) return false;
  for (const arg of args) if (arg !== tag && arg !== failing) context.evaluate(arg, state);
  const call = callIndex(context, context.tree.start[node] as number, constructorOf(context, tag), 0);
  const failed = copyState(state);
  context.conditionStack.push(conditionAt(context, node, call));
  context.execute(failing, failed);
  context.conditionStack.pop();
  joinInto(state, failed);
  return true;
}

/** Whether a call is one of a guard that can fail, and `list` its arguments. */
export function isFailingGuard(tree: SyntaxTree, node: number, list: number): boolean {
  if (tree.kind[node] !== Kind.call || tree.kind[list] !== Kind.argumentList) return false;
  const callee = tree.first[node] as number;
  return FAILING_GUARDS.has(tree.text.slice(tree.start[callee], tree.end[callee]));
}

function constructorOf(context: FlowContext, tag: number): string {
  return `class_${macroText(context, text(context, tag))}_constructor`;
}

function conditionAt(context: FlowContext, node: number, call: number): number {
  const start = context.tree.start[node] as number;
  const key = `${start} false`;
  const known = context.conditionAt.get(key);
  if (known !== undefined) return known;
  const index = context.conditions.length;
  context.conditions.push({
    node,
    start,
    end: context.tree.end[node] as number,
    negated: false,
    calls: [call],
    literals: new Set(),
    equal: [[], []],
    senses: [new Map(), new Map()],
    also: [],
  });
  context.conditionAt.set(key, index);
  return index;
}
