/** Finds the tables that a function keeps to itself: `static const struct ipc_ops sem_ops = { … };` */

import { closingBrace } from './items.js';
import { nameOfStruct } from './written-out.js';

/** Offsets are those of the function's text. */
export interface LocalTable {
  /** What stands before `=`, without the struct where that is written out. */
  readonly head: string;
  readonly at: number;
  /** Where its value begins, and where that ends. */
  readonly open: number;
  readonly end: number;
  /** The struct that is written out for it; `tag` is the name by which it goes. */
  readonly aggregate?: { readonly tag: string; readonly body: string };
}

const NAMED = /\b(?:struct|union)\s+\w+\s+(?:\*\s*(?:const\s+)?)?\w+\s*(?:\[[^\]]*\]\s*)*=\s*\{/g;
const WRITTEN_OUT = /\bstatic\b[^;={}()]*\bstruct\s*(\w*)\s*\{/g;
const BEHIND = /\s*((\w+)\s*(?:\[[^\]]*\]\s*)*)=\s*\{/y;
/** `static const handler_t handlers[] = {`, `static int (*const handlers[])(int) = {` */
const OF_FUNCTIONS =
  /\bstatic\s+(?:const\s+)?(?:[a-z]\w*\s+(?:\*\s*)?(?:const\s+)?\w+\s*\[[^\]]*\]|\w[\w\s*]*\(\s*\*[^;={}()]*\)\s*\([^;={}]*\))\s*=\s*\{/g;

/** @param owner - the function; it names structs that have no tag */
export function localTables(code: string, owner: string): readonly LocalTable[] {
  if (!/=\s*\{/.test(code)) return [];
  const tables: LocalTable[] = [];
  const add = (at: number, head: string, open: number, aggregate?: LocalTable['aggregate']): void => {
    tables.push({ head, at, open, end: closingBrace(code, open), ...(aggregate && { aggregate }) });
  };
  for (const pattern of [NAMED, OF_FUNCTIONS])
    for (const { index, 0: match } of code.matchAll(pattern))
      add(index, match.slice(0, match.lastIndexOf('=')), index + match.length - 1);
  for (const { index, 0: match, 1: tag } of code.matchAll(WRITTEN_OUT)) {
    const open = index + match.length - 1;
    BEHIND.lastIndex = closingBrace(code, open);
    const behind = BEHIND.exec(code);
    const [, head = '', name = ''] = behind ?? [];
    if (behind)
      add(index, head, BEHIND.lastIndex - 1, {
        tag: tag || nameOfStruct(owner, name),
        body: code.slice(open, closingBrace(code, open)),
      });
  }
  return tables;
}
