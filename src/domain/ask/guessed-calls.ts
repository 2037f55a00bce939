/** What is taken for a syscall where a question names none: a name that is misspelt, a path. The answer says so. */
import { findDefinitions } from '../functions.js';
import { damerauLevenshtein } from '../nearest.js';
import type { Pack } from '../pack.js';
import { callsOf } from './programs.js';
import type { SaidErrno } from './said-errnos.js';
import { PLAIN, type Word } from './words.js';

/** Shorter words are near to many names; one with a low line is hardly a word. */
const LEAST = 8;
const LEAST_WITH_LINE = 6;
/** From this length on two letters may be wrong. */
const LONG = 12;

export interface GuessedCall {
  readonly name: string;
  readonly how: 'misspelt' | 'path';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The one syscall that a word is nearest to; no name of a function in the kernel, or of a library, is misspelt. */
export async function misspeltCall(
  pack: Pack,
  names: ReadonlySet<string>,
  words: readonly Word[],
): Promise<GuessedCall | undefined> {
  for (const { text, lower, start, end } of words) {
    const least = text.includes('_') ? LEAST_WITH_LINE : LEAST;
    if (text.length < least || !/^[a-z_][a-z0-9_]*$/.test(text) || PLAIN.has(lower) || callsOf(lower).length > 0)
      continue;
    const bound = text.length >= LONG ? 2 : 1;
    const near = [...names]
      .map((name) => ({ name, off: damerauLevenshtein(lower, name, bound) }))
      .filter(({ off }) => off <= bound)
      .sort((a, b) => a.off - b.off);
    const [best, next] = near;
    if (best === undefined || next?.off === best.off) continue;
    if ((await findDefinitions(pack, text)).some(({ name }) => name === text)) continue;
    return { name: best.name, how: 'misspelt', text, start, end };
  }
  return undefined;
}

/** Of the calls that are given a path, the only ones that mean their caller's descriptors, or the program that is to run. */
const OF_A_PATH: Readonly<Record<string, string>> = { EMFILE: 'open', ENFILE: 'open', ENOEXEC: 'exec', E2BIG: 'exec' };
const PATH_BEFORE = /(?:^|[\s"'`‘(])([\w.@+-]*\/[\w./@+:-]{1,200})["'`’)]?\s*[:(]\s*$/;
const PATH_BEHIND = /^\s*:?\s*["'`‘]([\w.@+-]*\/[\w./@+:-]{1,200})["'`’]/;

/** `FileSystemException: /data/x.lock: Too many open files`, `[Errno 24] Too many open files: '/data/x'`. */
export function pathCall(text: string, errnos: readonly SaidErrno[]): GuessedCall | undefined {
  for (const { name: errno, start, end, how } of errnos) {
    const name = OF_A_PATH[errno];
    if (name === undefined || how !== 'message') continue;
    const before = PATH_BEFORE.exec(text.slice(Math.max(0, start - 260), start))?.[1];
    const path = before ?? PATH_BEHIND.exec(text.slice(end, end + 260))?.[1];
    if (path === undefined) continue;
    const at = text.lastIndexOf(path, before === undefined ? text.length : start);
    return { name, how: 'path', text: path, start: at, end: at + path.length };
  }
  return undefined;
}
