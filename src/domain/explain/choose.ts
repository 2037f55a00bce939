/** Which of the failing calls in an output is the one that matters. */
import type { Failure } from './failures.js';
import { isOrdinary } from './ordinary.js';

export interface Sought {
  /** Canonical names: what was asked about, what a program complained of. */
  readonly asked: string | undefined;
  readonly said: string | undefined;
  readonly syscall: string | undefined;
}

/** Best first: what was asked about, then what tells most. */
export function byWeight(failures: readonly Failure[], sought: Sought): readonly Failure[] {
  const weights = new Map(failures.map((one) => [one, weightOf(one, sought)]));
  const weight = (one: Failure): number => weights.get(one) ?? 0;
  return failures.toSorted((a, b) => weight(b) - weight(a) || b.functions.size - a.functions.size || laterOrMore(a, b));
}

/** Of calls that were traced the last is nearer to the complaint; of counts, the greater one. */
function laterOrMore(a: Failure, b: Failure): number {
  return a.errno !== undefined && b.errno !== undefined ? b.last - a.last : b.count - a.count;
}

function weightOf({ errno, syscalls, functions, stacks, unnamed }: Failure, { asked, said, syscall }: Sought): number {
  const ordinary = errno !== undefined && [...syscalls].some((name) => isOrdinary(errno, name));
  return (
    (asked !== undefined && errno === asked ? 64 : 0) +
    (said !== undefined && errno === said ? 32 : 0) +
    (syscall !== undefined && syscalls.has(syscall) ? 16 : 0) +
    (functions.size > 0 || (unnamed && stacks.length > 0) ? 8 : 0) +
    (errno === undefined ? 0 : 4) +
    (ordinary ? 0 : 2) +
    (stacks.length > 0 ? 1 : 0)
  );
}
