/** From how many places each function is called by name, and how big it is: what inlining depends on. */

import { CALLED, FunctionFlag } from '../../src/store/schema.js';
import type { FunctionRow } from './symbol-table.js';

export interface CallCounts {
  /** Number of functions that call each by name. */
  readonly callers: Uint16Array;
  /** For each function the class of its body's size (`bodySize`). */
  readonly size: Uint8Array;
  /** Index into `CALLED`. */
  readonly called: Uint8Array;
}

export interface CallCounter {
  readonly rows: readonly FunctionRow[];
  readonly callers: Uint16Array;
  readonly size: Uint8Array;
  /** Places where it is called; 2 stands for more, too. */
  readonly places: Uint8Array;
  /** The function of the last of these places, or -1. */
  readonly caller: Int32Array;
}

export function callCounter(rows: readonly FunctionRow[]): CallCounter {
  const { length } = rows;
  return {
    rows,
    callers: new Uint16Array(length),
    size: new Uint8Array(length),
    places: new Uint8Array(length),
    caller: new Int32Array(length).fill(-1),
  };
}

/** Notes one place in `caller` that calls `callee`; of alternative definitions of a caller one is compiled. */
export function countCall(counter: CallCounter, caller: number, callee: number): void {
  const { rows, callers, places, caller: last } = counter;
  const before = last[callee] as number;
  if (before !== caller) {
    if (before >= 0 && isAlternative(rows, before, caller)) return;
    callers[callee] = Math.min(65535, (callers[callee] as number) + 1);
    last[callee] = caller;
  }
  places[callee] = Math.min(2, (places[callee] as number) + 1);
}

function isAlternative(rows: readonly FunctionRow[], one: number, other: number): boolean {
  return rows[one]?.file === rows[other]?.file && rows[one]?.name === rows[other]?.name;
}

/** Calls that lead to calls are followed this far. */
const MAX_DEPTH = 8;

/** Functions below this size are mostly copied into all who call them. */
const COPIED_BELOW = 6;

/** What was counted, when all bodies have been read. */
export function closeCounts({ rows, callers, size, places, caller }: CallCounter): CallCounts {
  const isCopied = (id: number, depth = 0): boolean => {
    const { flags = 0 } = rows[id] ?? {};
    if ((flags & FunctionFlag.static) === 0 || flags & FunctionFlag.noinline) return false;
    if (places[id] === 2) return (flags & FunctionFlag.inline) !== 0 || (size[id] as number) < COPIED_BELOW;
    return places[id] === 1 && depth < MAX_DEPTH && isCopied(caller[id] as number, depth + 1);
  };
  const calledOf = (id: number): (typeof CALLED)[number] => {
    if (places[id] !== 1) return places[id] === 0 ? 'never' : 'often';
    const by = caller[id] as number;
    if ((rows[by]?.flags ?? 0) & FunctionFlag.syscall) return 'by a syscall';
    return isCopied(by) ? 'by a copy' : 'once';
  };
  return { callers, size, called: Uint8Array.from(rows, (_, id) => CALLED.indexOf(calledOf(id))) };
}
