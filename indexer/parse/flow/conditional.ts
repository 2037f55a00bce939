/** Evaluates `a ? b : c` and `a ?: c`. */

import { Kind } from '../syntax/syntax-tree.js';
import { branch } from './branch.js';
import type { FlowContext } from './context.js';
import { children } from './nodes.js';
import { evaluateAs, KIND_ASSIGN, KIND_CONDITIONAL, KIND_RETURN } from './site-kind.js';
import { NO_TERMS, type State, setToEither, type Terms, union } from './state.js';

export function conditional(context: FlowContext, node: number, state: State): Terms {
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
  setToEither(state, whenTrue, whenFalse);
  state.dead = false;
  return value;
}
