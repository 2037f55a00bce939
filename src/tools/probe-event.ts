/** Return probes as events of the kernel: what kprobe, perf probe and tracefs itself have in common. */
import type { ReturnProbe } from './tracer.js';

/** Errnos by symbol: a second probe on one function is refused by some (EBUSY), so that its errnos go into one. */
export function bySymbol(probes: readonly ReturnProbe[]): ReadonlyMap<string, readonly number[]> {
  const errnos = new Map<string, number[]>();
  for (const { symbol, errno } of probes) errnos.set(symbol, [...(errnos.get(symbol) ?? []), errno]);
  return errnos;
}

/** A name of an event is one of C (is_good_system_name, kernel/trace/trace.h): the dots of a clone (`foo.isra.0`) are none. */
export function eventName(symbol: string): string {
  return symbol.replaceAll('.', '_');
}

/**
 * What is fetched of a result. 32 bits, signed: an `int` of -28 is 0xffffffe4 in the register, a long or an error pointer
 * 0xffffffffffffffe4, and both are -28 here; as s64 an `int` would be 4294967268.
 */
export const RESULT = 'ret=$retval:s32';

/** The filter of such an event (Documentation/trace/events.rst), which holds for each of the errnos. */
export function resultFilter(errnos: readonly number[]): string {
  return errnos.map((errno) => `ret == -${errno}`).join(' || ');
}
