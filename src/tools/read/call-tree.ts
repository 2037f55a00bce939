/** Follows a call graph line by line: what function_graph prints right of its bar, of several CPUs or tasks at once. */

import type { Notes } from './notes.js';
import type { Actor, Recognised } from './observed.js';
import { errnoOfResult } from './result.js';

/** `path_mount() {`, `kfree();`, `kfree [kernel]();`, `foo(flags=0x1) {` with arguments (since 6.15). */
const NAME = /^([A-Za-z_][\w.$]{0,200})(?: \[[\w-]{1,64}\])?\(/;

/**
 * What stands behind a function that has returned, with `funcgraph-retval` (since 6.5): `/* = 0xffffffe4 *​/`, `/* = -28 *​/`,
 * `/* name = -28 *​/` at a closing brace with `funcgraph-tail`, `ret=…` beside the address returned to (`funcgraph-retaddr`).
 */
const RESULT =
  /\/\* ?(?:(?:<-)?[\w.+/<-]{1,250} ?)?(?:= ?|ret= ?)(-?(?:0x)?[0-9a-fA-F]{1,20}|-?E[A-Z0-9]{2,23})\b[^*]{0,300}\*\/\s*$/;
/** Levels below which the kernel's stack does not reach. */
const DEEPEST = 200;

/** The name behind a closing brace. */
const TAIL = /\/\* ?([A-Za-z_][\w.$]{0,200})/;

/** One step of a call graph: a function is entered, or left, or both on one line. */
export interface Step {
  readonly depth: number;
  readonly kind: 'enter' | 'leave' | 'leaf';
  /** Unknown at a closing brace without a name. */
  readonly name: string | undefined;
  readonly result: string | undefined;
}

export interface CallTree {
  /** @param thread - what separates calls that are shown at once: a CPU, a task */
  step(step: Step, thread: string, actor: Actor, tool: Recognised): void;
}

export function callTree(notes: Notes): CallTree {
  const stacks = new Map<string, string[]>();
  const calls = new Map<string, number>();
  let call = 0;
  return {
    step({ depth, kind, name: named, result }, thread, actor, tool) {
      const known = stacks.get(thread);
      const stack = known ?? [];
      if (known === undefined) stacks.set(thread, stack);
      const name = named ?? stack[depth];
      if (stack.length > depth) stack.length = depth;
      if (kind !== 'leave' && name !== undefined) {
        if (depth === 0 || !calls.has(thread)) calls.set(thread, call++);
        // Lines of the function above can be lost.
        notes.entered(
          name,
          stack.findLast((frame) => frame !== undefined),
        );
        if (kind === 'enter') stack[depth] = name;
      }
      if (name === undefined || result === undefined) return;
      if (errnoOfResult(result) === null) {
        notes.again(0, 1);
        return;
      }
      const above = stack.slice(0, depth).filter((frame) => frame !== undefined);
      notes.event({
        ...actor,
        tool,
        function: name,
        value: result,
        stack: above.reverse(),
        call: calls.get(thread) ?? call,
      });
    },
  };
}

/** What stands right of the bar of function_graph; undefined for a comment. */
export function graphStep(code: string): Step | undefined {
  const text = code.trimStart();
  const depth = Math.min(DEEPEST, Math.max(0, (code.length - text.length - 2) >> 1));
  const comment = text.indexOf('/*');
  const result = comment < 0 ? undefined : RESULT.exec(text)?.[1];
  if (text.startsWith('}'))
    return { depth, kind: 'leave', name: comment < 0 ? undefined : TAIL.exec(text)?.[1], result };
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return undefined;
  return { depth, kind: text.includes('{', name.length) ? 'enter' : 'leaf', name, result };
}
