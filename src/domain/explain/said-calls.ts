/** The syscalls that a program's message speaks of, likeliest first. */
import { behind, callsOf } from '../ask/programs.js';
import { COMMON } from '../ask/words.js';

/** A manual page's `mount(2)`, a call's `move_mount()`, `Failed system call was semget(…)`. */
const CALLED = /\b([a-z_][a-z0-9_]{1,40})\((?:2\))?/g;
/** Node: `ENOSPC: no space left on device, mkdir '/x'`, also without a path; libuv: `syscall: 'watch'`. */
const NODE = /, ([a-z_]{2,30})(?: '|$)|syscall: '([a-z_]{2,30})'/;
const WORD = /[a-z_][a-z0-9_]{1,40}/g;

/** Words in which no syscall is meant although one, or a function, has that name. */
const PLAIN_WORDS: ReadonlySet<string> = new Set([...COMMON, 'write', 'process', 'bind', 'create', 'exec']);

/**
 * Names to try: as they stand, then what stands behind them (`data/programs.json`).
 * @param line - without the message of the errno's own, words of which are names of syscalls as well
 */
export function saidCalls(line: string): readonly string[] {
  const text = line.slice(0, 600);
  const called = [...text.matchAll(CALLED)].map(([, name = '']) => name);
  const node = NODE.exec(text);
  // Perror, Go, shells: the word before the colon that the message follows, or the first of its words.
  const parts = text.split(/:\s|\s-\s/);
  const before = parts.flatMap((part) => {
    const words = part.match(WORD) ?? [];
    return [words.at(-1) ?? '', words[0] ?? ''];
  });
  const rest = (text.match(WORD) ?? []).filter((word) => !PLAIN_WORDS.has(word));
  const names = [...called, node?.[1] ?? node?.[2] ?? '', ...before.reverse(), ...rest].filter((name) => name !== '');
  return [...new Set(names.flatMap((name) => [name, ...behind(callsOf(name))]))];
}
