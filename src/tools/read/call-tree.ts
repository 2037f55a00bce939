/** Follows a call graph line by line: what function_graph prints right of its bar, of several CPUs or tasks at once. */

import type { Notes } from './notes.js';
import type { Actor, Recognised } from './observed.js';

/** `path_mount() {`, `kfree();`, `kfree [kernel]();`, `foo(flags=0x1) {` with arguments (since 6.15). */
const NAME = /^([A-Za-z_][\w.$]{0,200})(?: \[[\w-]{1,64}\])?\(/;

/**
 * What stands behind a function that has returned, with `funcgraph-retval` (since 6.5): `/* = 0xffffffe4 *​/`, `/* = -28 *​/`,
 * `/* name = -28 *​/` at a closing brace with `funcgraph-tail`, `ret=…` beside the address returned to (`funcgraph-retaddr`).
 */
const RESULT =
  /\/\* ?(?:(?:<-)?[\w.+/<-]{1,250} ?)?(?:= ?|ret= ?)(-?(?:0x)?[0-9a-fA-F]{1,20}|-?E[A-Z0-9]{2,23})\b[^*]{0,300}\*\/\s*$/;
/** The name behind a closing brace. */
const TAIL = /\/\* ?([A-Za-z_][\w.$]{0,200})/;

export interface CallTree {
  /**
   * Takes what stands right of the bar.
   * @param thread - what separates calls that are shown at once: a CPU, a task
   */
  take(code: string, thread: string, actor: Actor, tool: Recognised): void;
}

export function callTree(notes: Notes): CallTree {
  const stacks = new Map<string, string[]>();
  const calls = new Map<string, number>();
  let call = 0;
  return {
    take(code, thread, actor, tool) {
      const text = code.trimStart();
      const depth = Math.max(0, (code.length - text.length - 2) >> 1);
      const known = stacks.get(thread);
      const stack = known ?? [];
      if (known === undefined) stacks.set(thread, stack);
      const result = RESULT.exec(text)?.[1];
      let name: string | undefined;
      if (text.startsWith('}')) {
        name = stack[depth] ?? TAIL.exec(text)?.[1];
        stack.length = Math.min(stack.length, depth);
      } else {
        name = NAME.exec(text)?.[1];
        if (name === undefined) return;
        stack.length = Math.min(stack.length, depth);
        if (depth === 0 || !calls.has(thread)) calls.set(thread, call++);
        // Lines of the function above can be lost.
        notes.entered(
          name,
          stack.findLast((frame) => frame !== undefined),
        );
        if (text.includes('{', text.indexOf('('))) stack[depth] = name;
      }
      if (name === undefined || result === undefined) return;
      const above = stack
        .slice(0, depth)
        .filter((frame) => frame !== undefined)
        .reverse();
      notes.event({ ...actor, tool, function: name, value: result, stack: above, call: calls.get(thread) ?? call });
    },
  };
}
