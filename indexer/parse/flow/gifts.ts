/** What a function returns that is no errno and makes its caller fail: NULL, false, a bare number, or what a callee gave. */

import { Kind } from '../syntax/syntax-tree.js';
import { branch } from './branch.js';
import type { FlowContext } from './context.js';
import { children, text, unwrap } from './nodes.js';
import { currentCondition } from './record.js';
import { copyState, type State, type Terms } from './state.js';

const BARE = /^(?:NULL|true|false|0|1|-\s*1)$/;

/** Notes what `return value` gives; `terms` is what the value may be. */
export function noteGift(context: FlowContext, value: number, terms: Terms, state: State): void {
  if (context.macro) return;
  const node = unwrap(context, value);
  const offset = context.tree.start[node] as number;
  const words = text(context, node).slice(0, 8);
  const add = (gave: string, calls: ReadonlyMap<number, readonly [number, number]>): void => {
    const known = context.gifts.get(offset);
    if (!known)
      context.gifts.set(offset, { gave, offset, condition: currentCondition(context), calls: new Map(calls) });
    else for (const [call, senses] of calls) known.calls.set(call, senses);
  };
  if (BARE.test(words)) {
    add(words.replace(/\s/g, ''), new Map());
    return;
  }
  const given = terms.flatMap((term) => (term[0] === 'C' && term[2] === 0 && term[3] === 0 ? [term[1]] : []));
  if (given.length) {
    add('=', new Map(given.map((call) => [call, [0, 0] as const])));
    return;
  }
  if (!isTest(context, node)) return;
  const [, , conditionOf] = branch(context, node, copyState(state));
  const condition = context.conditions[conditionOf(false)];
  if (condition)
    add(
      '?',
      new Map(
        condition.calls.map((call) => [
          call,
          [condition.senses[0].get(call) ?? 0, condition.senses[1].get(call) ?? 0] as const,
        ]),
      ),
    );
}

function isTest(context: FlowContext, node: number): boolean {
  const kind = context.tree.kind[node];
  if (kind === Kind.binary) {
    const operator = children(context, node)[1];
    return operator !== undefined && /^(?:&&|\|\||[=!]=|[<>]=?)$/.test(text(context, operator));
  }
  return kind === Kind.unary && text(context, node).startsWith('!');
}
