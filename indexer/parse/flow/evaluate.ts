/** Evaluates expressions to the terms that their value may be. */

import { ERRNO_NAME } from '../conventions.js';
import type { Term } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import { assignment } from './assign.js';
import { branch } from './branch.js';
import { call } from './call.js';
import { conditional } from './conditional.js';
import { type FlowContext, intern } from './context.js';
import { identifier, literal } from './identifier.js';
import { load, pointer } from './load.js';
import { children, text, unwrap } from './nodes.js';
import { negatedFromOutside } from './outside.js';
import { NO_TERMS, type State, setToEither, type Terms, union } from './state.js';

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
  const terms = evaluate(context, operand, state);
  return union(negate(context, terms), negatedFromOutside(context, node, operand, terms));
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

function binary(context: FlowContext, node: number, state: State): Terms {
  const [left, operator, right] = children(context, node);
  if (left === undefined || operator === undefined || right === undefined) return NO_TERMS;
  const sign = text(context, operator);
  if (sign === '&&' || sign === '||') {
    const [whenTrue, whenFalse] = branch(context, node, state);
    setToEither(state, whenTrue, whenFalse);
    state.dead = false;
    return NO_TERMS;
  }
  const a = evaluate(context, left, state);
  const b = evaluate(context, right, state);
  // `err | f()` collects errors; other arithmetic makes something else of them.
  return sign === '|' ? union(a, b) : NO_TERMS;
}
