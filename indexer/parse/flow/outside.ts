/** Where a value comes from outside the C code: as a literal that is any errno. */

import {
  BESIDE_BODY,
  BYTE_ORDER,
  ERROR_FIELD,
  OUTSIDE_MARK,
  type Outside,
  PROGRAM_FIELD_NAMES,
  PROGRAM_FIELDS,
  RESULT_SETTERS,
  STATUS_TO_ERRNO,
  sourceOfCall,
  WIDE_BYTE_ORDER,
} from '../external-sources.js';
import type { Term } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import type { FlowContext } from './context.js';
import { children, text, unwrap } from './nodes.js';
import { accessPath } from './paths.js';
import { currentCondition, noteLeaving } from './record.js';
import { KIND_ARGUMENT } from './site-kind.js';
import { conditionsHere } from './site-traits.js';
import { NO_TERMS, type State, type Terms, union } from './state.js';

/** The term of an errno that enters at `node`; one for each place in the body. */
function outside(context: FlowContext, node: number, from: Outside, kind = context.literalKind): Term {
  // Literals are known by where they begin, and these by where they end: both can stand at one place.
  const place = -1 - (context.tree.end[node] as number);
  const known = context.literalAt.get(place);
  if (known) return known;
  const term: Term = ['E', context.literals.length];
  context.literals.push({
    errno: `${OUTSIDE_MARK}${from}`,
    sign: -1,
    offset: context.tree.start[node] as number,
    kind,
    condition: currentCondition(context),
    leaving: [],
    around: conditionsHere(context),
    traits: undefined,
    settled: false,
    ways: new Set(),
  });
  context.literalAt.set(place, term);
  return term;
}

/** What a call lets in: the result of a program, a verdict, or a number of a message that is named as a result. */
export function givenByCall(context: FlowContext, node: number, name: string, args: readonly number[]): Terms {
  const source = sourceOfCall(name);
  if (source !== undefined) return [outside(context, node, source)];
  const [first] = args;
  if (first !== undefined && WIDE_BYTE_ORDER.test(name) && ERROR_FIELD.test(lastName(context, first)))
    return [outside(context, node, 'wire')];
  return NO_TERMS;
}

/** `x->head.result` → `result` */
function lastName(context: FlowContext, node: number): string {
  return /(\w+)\W*$/.exec(text(context, unwrap(context, node)))?.[1] ?? '';
}

/** Notes a call that sets the result of the running syscall: what is known to come there, or any errno. */
export function noteResultSetter(
  context: FlowContext,
  node: number,
  name: string,
  args: readonly number[],
  values: readonly Terms[],
): void {
  const setter = RESULT_SETTERS.get(name);
  const error = setter && args[setter.error];
  if (setter === undefined || error === undefined) return;
  const given = values[setter.error] ?? NO_TERMS;
  const known = given.filter((term) => term[0] === 'E' || term[0] === 'C' || term[0] === 'L');
  const constant = context.tree.kind[unwrap(context, error)] === Kind.number;
  const task = args[setter.task];
  const own = task !== undefined && text(context, task) === 'current';
  const terms =
    constant || (known.length > 0 && known.length === given.length)
      ? known
      : union(known, [outside(context, node, own ? 'seccomp' : 'ptrace', KIND_ARGUMENT)]);
  if (terms.length === 0) return;
  noteLeaving(context, terms);
  const offset = context.tree.start[node] as number;
  context.stores.set(`${offset} ${BESIDE_BODY}`, { path: BESIDE_BODY, offset, terms });
}

/** What a field holds that a program may have set, beside what is known of it. */
export function setByProgram(context: FlowContext, node: number, state: State): Terms {
  const field = children(context, node)[1];
  if (field === undefined || !PROGRAM_FIELD_NAMES.has(text(context, field))) return NO_TERMS;
  const source = PROGRAM_FIELDS.get(accessPath(context, node, state));
  return source === undefined ? NO_TERMS : [outside(context, node, source)];
}

/**
 * `-x`: errnos are positive in messages, so that a decoded number which is negated is one: a number of a message, what a
 * call with a format stored (`readf(req, "d", &code)`), or the status that a function is named for turning into an errno.
 */
export function negatedFromOutside(context: FlowContext, node: number, operand: number, terms: Terms): Terms {
  const inner = unwrap(context, operand);
  const kind = context.tree.kind[inner];
  if (kind === Kind.call) {
    const callee = context.tree.first[inner];
    return callee && BYTE_ORDER.test(text(context, callee)) ? [outside(context, node, 'wire')] : NO_TERMS;
  }
  if (kind !== Kind.identifier) return NO_TERMS;
  const decoded = terms.some((term) => term[0] === 'C' && term[2] - 1 > (context.calls[term[1]]?.format ?? Infinity));
  const status = STATUS_TO_ERRNO.test(context.name) && context.params.has(text(context, inner));
  return decoded || status ? [outside(context, node, 'wire')] : NO_TERMS;
}
