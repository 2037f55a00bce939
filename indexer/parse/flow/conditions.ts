/** Splits a state at a condition: what holds where it is true, what where it is false. */

import { ERRNO_NAME, ERROR_POINTER_TESTS, TRUTH_WRAPPERS } from '../conventions.js';
import type { Term } from '../facts.js';
import { Kind } from '../syntax-tree.js';
import { children, type FlowContext, intern, text } from './context.js';
import { evaluate, unwrap } from './expressions.js';
import { copyState, emptyState, joinInto, type State, type Terms } from './state.js';

/** What a test says of the tested value. */
type Fact =
  | { readonly is: 'nonzero' | 'zero' | 'negative' | 'not negative' | 'anything' | 'no errno' }
  | { readonly is: 'errno' | 'not errno'; readonly errnos: readonly string[] };

const ANYTHING: Fact = { is: 'anything' };

/** Makes the record of the condition (or of its negation) on first use. */
export type ConditionOf = (negated: boolean) => number;

/** `[true state, false state, condition record]`; side effects of the condition are in both. */
export function branch(context: FlowContext, node: number, state: State): [State, State, ConditionOf] {
  const calls: number[] = [];
  const firstCall = context.calls.length;
  const [whenTrue, whenFalse] = split(context, node, copyState(state), calls);
  for (let i = firstCall; i < context.calls.length; i++) if (!calls.includes(i)) calls.push(i);
  const conditionOf = (negated: boolean): number => {
    const key = `${context.tree.start[node]} ${negated}`;
    const known = context.conditionAt.get(key);
    if (known !== undefined) return known;
    const index = context.conditions.length;
    context.conditions.push({
      start: context.tree.start[node] as number,
      end: context.tree.end[node] as number,
      negated,
      calls,
    });
    context.conditionAt.set(key, index);
    return index;
  };
  return [whenTrue, whenFalse, conditionOf];
}

function split(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const kind = context.tree.kind[node];
  if (kind === Kind.parenthesized) {
    const list = children(context, node);
    const inner = list.at(-1);
    if (inner !== undefined && context.tree.kind[inner] !== Kind.compound) {
      for (const child of list.slice(0, -1)) evaluate(context, child, state);
      return split(context, inner, state, calls);
    }
  }
  if (kind === Kind.comma) {
    const list = children(context, node);
    for (const child of list.slice(0, -1)) evaluate(context, child, state);
    return split(context, list.at(-1) as number, state, calls);
  }
  if (kind === Kind.unary) {
    const list = children(context, node);
    if (list.length > 1 && text(context, list[0] as number) === '!') {
      const [t, f] = split(context, list[1] as number, state, calls);
      return [f, t];
    }
  }
  if (kind === Kind.binary) return splitBinary(context, node, state, calls);
  if (kind === Kind.call) return splitCall(context, node, state, calls);
  return splitTruth(context, node, state, calls);
}

function splitBinary(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const [left, operatorNode, right] = children(context, node);
  if (left === undefined || operatorNode === undefined || right === undefined)
    return splitTruth(context, node, state, calls);
  const operator = text(context, operatorNode);
  if (operator === '&&' || operator === '||') {
    const [leftTrue, leftFalse] = split(context, left, state, calls);
    const and = operator === '&&';
    const [rightTrue, rightFalse] = split(context, right, copyState(and ? leftTrue : leftFalse), calls);
    const joined = emptyState();
    joined.dead = true;
    joinInto(joined, and ? leftFalse : leftTrue);
    joinInto(joined, and ? rightFalse : rightTrue);
    joined.dead = false;
    return and ? [rightTrue, joined] : [joined, rightFalse];
  }
  const constant = constantOf(context, right);
  if (constant !== undefined) {
    const facts = comparison(operator, constant);
    if (facts) return refine(context, left, state, calls, facts[0], facts[1]);
  }
  const reversed = constantOf(context, left);
  if (reversed !== undefined && constant === undefined) {
    const mirrored: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
    const facts = comparison(mirrored[operator] ?? operator, reversed);
    if (facts) return refine(context, right, state, calls, facts[0], facts[1]);
  }
  evaluate(context, left, state);
  evaluate(context, right, state);
  return [state, copyState(state)];
}

type Constant = { readonly errno: string } | { readonly number: 'zero' | 'positive' | 'minus one' | 'other' };

function constantOf(context: FlowContext, node: number): Constant | undefined {
  let inner = unwrap(context, node);
  if (context.tree.kind[inner] === Kind.call) {
    // `p == ERR_PTR(-ENOENT)`
    const [callee, args] = children(context, inner);
    const first = args === undefined ? 0 : context.tree.first[args];
    if (callee === undefined || text(context, callee) !== 'ERR_PTR' || !first) return undefined;
    inner = unwrap(context, first);
  }
  const kind = context.tree.kind[inner];
  if (kind === Kind.number) {
    const digits = text(context, inner);
    return { number: /^(?:0|0[uUlL]+|false)$/.test(digits) ? 'zero' : 'positive' };
  }
  if (kind === Kind.unary) {
    const list = children(context, inner);
    const operand = list[1];
    if (operand === undefined || text(context, list[0] as number) !== '-') return undefined;
    const bare = unwrap(context, operand);
    const name = text(context, bare);
    if (ERRNO_NAME.test(name)) return { errno: name };
    return context.tree.kind[bare] === Kind.number ? { number: name === '1' ? 'minus one' : 'other' } : undefined;
  }
  if (kind === Kind.identifier) {
    const name = text(context, inner);
    if (name === 'NULL') return { number: 'zero' };
    if (ERRNO_NAME.test(name)) return { errno: name };
    if (/^[A-Z][A-Z0-9_]+$/.test(name) && !context.types.has(name)) return { number: 'other' };
  }
  return undefined;
}

/** What holds when the comparison is true, and when it is false. */
function comparison(operator: string, constant: Constant): [Fact, Fact] | undefined {
  if ('errno' in constant) {
    const errnos = [constant.errno];
    if (operator === '==')
      return [
        { is: 'errno', errnos },
        { is: 'not errno', errnos },
      ];
    if (operator === '!=')
      return [
        { is: 'not errno', errnos },
        { is: 'errno', errnos },
      ];
    return undefined;
  }
  const zero = constant.number === 'zero';
  switch (operator) {
    case '==':
      if (zero) return [{ is: 'zero' }, { is: 'nonzero' }];
      return constant.number === 'minus one' ? [ANYTHING, ANYTHING] : [{ is: 'no errno' }, ANYTHING];
    case '!=':
      if (zero) return [{ is: 'nonzero' }, { is: 'zero' }];
      return constant.number === 'minus one' ? [ANYTHING, ANYTHING] : [ANYTHING, { is: 'no errno' }];
    case '<':
      return zero ? [{ is: 'negative' }, { is: 'not negative' }] : [ANYTHING, { is: 'not negative' }];
    case '<=':
      return zero ? [ANYTHING, { is: 'no errno' }] : [ANYTHING, { is: 'not negative' }];
    case '>':
      return [{ is: 'no errno' }, ANYTHING];
    case '>=':
      return [{ is: 'not negative' }, ANYTHING];
    default:
      return undefined;
  }
}

function splitCall(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  const [callee, args] = children(context, node);
  const name = callee !== undefined && context.tree.kind[callee] === Kind.identifier ? text(context, callee) : '';
  const first = args === undefined ? 0 : (context.tree.first[args] as number);
  if (first && TRUTH_WRAPPERS.has(name)) return split(context, first, state, calls);
  const test = ERROR_POINTER_TESTS.get(name);
  if (first && test) {
    return refine(context, first, state, calls, ANYTHING, { is: 'not negative' });
  }
  return splitTruth(context, node, state, calls);
}

function splitTruth(context: FlowContext, node: number, state: State, calls: number[]): [State, State] {
  return refine(context, node, state, calls, { is: 'nonzero' }, { is: 'zero' });
}

function refine(
  context: FlowContext,
  node: number,
  state: State,
  calls: number[],
  ifTrue: Fact,
  ifFalse: Fact,
): [State, State] {
  const terms = evaluate(context, node, state);
  for (const term of terms) if (term[0] === 'C' && !calls.includes(term[1])) calls.push(term[1]);
  const key = variableOf(context, node);
  const whenFalse = copyState(state);
  if (key !== undefined) {
    narrow(context, state, key, ifTrue);
    narrow(context, whenFalse, key, ifFalse);
  }
  return [state, whenFalse];
}

/** The tracked variable that an expression stands for: `err`, `*err`, `x->err`, `(err = f())`. */
function variableOf(context: FlowContext, node: number): string | undefined {
  const inner = unwrap(context, node);
  switch (context.tree.kind[inner]) {
    case Kind.identifier:
      return text(context, inner);
    case Kind.assignment: {
      const left = context.tree.first[inner];
      return left ? variableOf(context, left) : undefined;
    }
    case Kind.pointer: {
      const [operator, operand] = children(context, inner);
      if (operand === undefined || operator === undefined || text(context, operator) !== '*') return undefined;
      const name = variableOf(context, operand);
      return name === undefined ? undefined : `*${name}`;
    }
    case Kind.field: {
      const [base, field] = children(context, inner);
      if (base === undefined || field === undefined) return undefined;
      const name = variableOf(context, base);
      return name === undefined ? undefined : `${name}.${text(context, field)}`;
    }
    case Kind.call: {
      const [callee, args] = children(context, inner);
      const first = args === undefined ? 0 : (context.tree.first[args] as number);
      const name = callee === undefined ? '' : text(context, callee);
      return first && (name === 'PTR_ERR' || TRUTH_WRAPPERS.has(name)) ? variableOf(context, first) : undefined;
    }
    default:
      return undefined;
  }
}

/** Keeps of a variable's terms what the fact allows. */
function narrow(context: FlowContext, state: State, key: string, fact: Fact): void {
  const terms = state.vars.get(key);
  if (!terms || terms.length === 0 || fact.is === 'anything') return;
  const kept: Term[] = [];
  for (const term of terms) {
    const narrowed = narrowTerm(context, term, fact);
    if (narrowed) kept.push(narrowed);
  }
  state.vars.set(key, kept);
}

function narrowTerm(context: FlowContext, term: Term, fact: Fact): Term | undefined {
  if (term[0] === 'I') return term;
  switch (fact.is) {
    case 'anything':
    case 'nonzero':
    case 'negative':
      return term;
    case 'zero':
    case 'not negative':
    case 'no errno':
      return undefined;
    case 'errno':
    case 'not errno': {
      const wanted = fact.is === 'errno';
      if (term[0] === 'E') {
        const errno = context.literals[term[1]]?.errno ?? '';
        return fact.errnos.includes(errno) === wanted ? term : undefined;
      }
      if (term[0] !== 'C') return term;
      const filter = combineFilters(term[4], wanted, fact.errnos);
      return filter === undefined ? undefined : intern(context, ['C', term[1], term[2], term[3], filter]);
    }
  }
}

function combineFilters(filter: string, wanted: boolean, errnos: readonly string[]): string | undefined {
  const names = filter === '' ? [] : filter.slice(1).split(',');
  if (filter.startsWith('=')) {
    const left = names.filter((name) => errnos.includes(name) === wanted);
    return left.length ? `=${left.join(',')}` : undefined;
  }
  if (wanted) {
    const left = errnos.filter((name) => !names.includes(name));
    return left.length ? `=${[...left].sort().join(',')}` : undefined;
  }
  return `!${[...new Set([...names, ...errnos])].sort().join(',')}`;
}

/** The states of a `switch`: what its value is in `case` constants, and what is left for `default`. */
export function switchStates(
  context: FlowContext,
  value: number,
  state: State,
): { readonly inCase: (labels: readonly number[]) => State; readonly otherwise: () => State; readonly terms: Terms } {
  const terms = evaluate(context, value, state);
  const key = variableOf(context, value);
  const named: string[] = [];
  return {
    terms,
    inCase: (labels) => {
      const entry = copyState(state);
      if (key === undefined) return entry;
      const joined = emptyState();
      joined.dead = true;
      for (const label of labels) {
        const one = copyState(state);
        const constant = constantOf(context, label);
        if (constant && 'errno' in constant) {
          named.push(constant.errno);
          narrow(context, one, key, { is: 'errno', errnos: [constant.errno] });
        } else if (constant && constant.number !== 'minus one') narrow(context, one, key, { is: 'no errno' });
        joinInto(joined, one);
      }
      return joined.dead ? entry : joined;
    },
    otherwise: () => {
      const rest = copyState(state);
      if (key !== undefined && named.length) narrow(context, rest, key, { is: 'not errno', errnos: named });
      return rest;
    },
  };
}
