/** Runs the statements of a body over a state. */

import { Kind } from '../syntax/syntax-tree.js';
import { branch } from './branch.js';
import type { FlowContext } from './context.js';
import { declare } from './declare.js';
import { executeList } from './execute-list.js';
import { executeGoto, executeLabeled, executeReturn, leave } from './jumps.js';
import { executeDo, executeFor, executeWhile } from './loops.js';
import { children } from './nodes.js';
import { NO_TERMS, replaceState, type State, setToEither, type Terms } from './state.js';
import { executeCase, executeSwitch } from './switch.js';

/** Runs one statement; the state is changed in place and is `dead` where control does not go on. */
export function execute(context: FlowContext, node: number, state: State): Terms {
  switch (context.tree.kind[node]) {
    case Kind.compound:
    case Kind.error:
    case Kind.other:
      return executeList(context, children(context, node), state);
    case Kind.expressionStatement: {
      let value: Terms = NO_TERMS;
      for (const child of children(context, node)) {
        if (context.tree.kind[child] !== Kind.semicolon) value = context.evaluate(child, state);
      }
      return value;
    }
    case Kind.declaration:
      declare(context, node, state);
      return NO_TERMS;
    case Kind.if:
      executeIf(context, node, state);
      return NO_TERMS;
    case Kind.while:
      executeWhile(context, node, state);
      return NO_TERMS;
    case Kind.do:
      executeDo(context, node, state);
      return NO_TERMS;
    case Kind.for:
      executeFor(context, node, state);
      return NO_TERMS;
    case Kind.switch:
      executeSwitch(context, node, state);
      return NO_TERMS;
    case Kind.case:
      return executeCase(context, node, state);
    case Kind.else: {
      const inner = context.tree.first[node];
      return inner ? execute(context, inner, state) : NO_TERMS;
    }
    case Kind.return:
      executeReturn(context, node, state);
      return NO_TERMS;
    case Kind.goto:
      executeGoto(context, node, state);
      return NO_TERMS;
    case Kind.break:
      leave(context, node, context.breakables.at(-1)?.breaks, state);
      return NO_TERMS;
    case Kind.continue:
      leave(context, node, context.breakables.findLast((one) => one.continues !== null)?.continues ?? undefined, state);
      return NO_TERMS;
    case Kind.labeled:
      return executeLabeled(context, node, state);
    case Kind.semicolon:
    case Kind.colon:
    case Kind.default:
      return NO_TERMS;
    default:
      return context.evaluate(node, state);
  }
}

function executeIf(context: FlowContext, node: number, state: State): void {
  const [test, then, otherwise] = children(context, node);
  if (test === undefined) return;
  const [whenTrue, whenFalse, condition] = branch(context, test, state);
  if (then !== undefined) {
    context.conditionStack.push(condition(false));
    execute(context, then, whenTrue);
    context.conditionStack.pop();
  }
  if (otherwise !== undefined) {
    context.conditionStack.push(condition(true));
    execute(context, otherwise, whenFalse);
    context.conditionStack.pop();
  }
  setToEither(state, whenTrue, whenFalse);
  if (state.dead) replaceState(state, whenFalse);
}
