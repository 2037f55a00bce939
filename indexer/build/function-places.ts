/** Which symbols ftrace and kprobes find at an address: the rules of the kernel, for its own code and for modules. */

import type { Attach } from '../../src/domain/build.js';

/** A symbol at an address, in one space of addresses: the kernel, or one section of a module. */
export interface Placed {
  readonly name: string;
  readonly address: number;
}

/** What the places of a space are known to be. */
export interface Space<T extends Placed> {
  /** Sorted by address; of symbols at one address the kernel finds the first. */
  readonly symbols: readonly T[];
  /** Where calls stand that ftrace hooks; null where this is not known. */
  readonly calls: readonly number[] | null;
  /** Starts of functions that must not be probed. */
  readonly refused: ReadonlySet<number>;
  readonly isRefused: (address: number) => boolean;
  readonly isInit: (address: number) => boolean;
}

/**
 * How far into a function the call of ftrace stands: 4 bytes behind `endbr64` (x86) or `bti c` (arm64). Overridden weak
 * functions have a call but no symbol and so lie farther from the one before them; the kernel leaves them out for the same
 * reason (FTRACE_MCOUNT_MAX_OFFSET, kernel/trace/ftrace.c, 5.19).
 */
const DEEPEST_CALL = 4;

/**
 * With `CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS` (arm64, 6.3) there are two nops in front of a function, and the place that is
 * recorded is theirs.
 */
const NOPS_IN_FRONT = 8;

/**
 * What can be attached to each symbol. A symbol that ftrace knows under another name at the same address counts as
 * untraced, as its own name is not among available_filter_functions.
 */
export function attachOf<T extends Placed>(space: Space<T>): (symbol: T) => Attach {
  const { symbols, calls, refused, isRefused, isInit } = space;
  const traced = calls === null ? null : tracedOf(symbols, calls);
  const byName = new Map<string, number>();
  for (const { name, address } of symbols) if (!byName.has(name)) byName.set(name, address);
  const isBlack = (address: number): boolean => refused.has(address) || isRefused(address);
  return (symbol) => {
    const { name, address } = symbol;
    if (isInit(address)) return 'init';
    // A clone is refused where its function is (within_kprobe_blacklist, kernel/kprobes.c, 5.9).
    const dot = name.indexOf('.');
    const whole = dot < 0 ? undefined : byName.get(name.slice(0, dot));
    if (isBlack(address) || (whole !== undefined && isBlack(whole))) return 'refused';
    if (traced === null) return 'unknown';
    return traced.has(symbol) ? 'traced' : 'untraced';
  };
}

function tracedOf<T extends Placed>(symbols: readonly T[], calls: readonly number[]): ReadonlySet<T> {
  const starts = new Map<number, T>();
  for (const symbol of symbols) if (!starts.has(symbol.address)) starts.set(symbol.address, symbol);
  const hits = (shift: number): number => calls.reduce((sum, call) => sum + (starts.has(call + shift) ? 1 : 0), 0);
  const shift = hits(NOPS_IN_FRONT) > hits(0) + hits(-DEEPEST_CALL) ? NOPS_IN_FRONT : 0;
  const traced = new Set<T>();
  for (const call of calls) {
    const symbol = starts.get(call + shift) ?? starts.get(call + shift - DEEPEST_CALL);
    if (symbol !== undefined) traced.add(symbol);
  }
  return traced;
}
