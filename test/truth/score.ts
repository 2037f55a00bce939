/** The measures of accuracy: where the true origin stands in an answer, and what a perfect order could reach. */

/** What the measures need of an origin in an answer. */
export interface AnsweredOrigin {
  readonly function: string;
  readonly probe: { readonly symbol: string };
  readonly path: readonly { readonly function: string }[];
  readonly alternatives: readonly (readonly { readonly function: string }[])[];
}

/** What really happened. */
export interface Observed {
  readonly syscall: string;
  readonly errno: string;
  readonly origin: string;
  readonly chain: readonly string[];
  readonly inlined_candidates: readonly string[];
}

/** What gcc and clang append to the name of a clone; the function's own name is what stands before it. */
const CLONE_MARKS = ['.isra.', '.constprop.', '.part.', '.cold', '.llvm.'];

/** `foo` of `foo.isra.0`. */
export function baseName(symbol: string): string {
  return CLONE_MARKS.reduce((rest, mark) => {
    const at = rest.indexOf(mark);
    return at > 0 ? rest.slice(0, at) : rest;
  }, symbol);
}

/**
 * The place of the true origin in an answer, from 1; 0 where it is missing. It is found under its own name, as the
 * probe of an origin that is inlined into it, or as a function that the compiler inlined into it and that holds the
 * errno.
 */
export function rankOf(observed: Observed, origins: readonly AnsweredOrigin[]): number {
  const wanted = baseName(observed.origin);
  const inlined = new Set(observed.inlined_candidates.map(baseName));
  return (
    origins.findIndex((one) => {
      return one.function === wanted || baseName(one.probe.symbol) === wanted || inlined.has(one.function);
    }) + 1
  );
}

/** How many of the observed frames below the entry stand on a route to the origin, and which do not. */
export function chainOf(observed: Observed, origin: AnsweredOrigin): { readonly frames: number; lost: string[] } {
  const seen = new Set([origin.function]);
  for (const route of [origin.path, ...origin.alternatives]) for (const frame of route) seen.add(frame.function);
  const frames = observed.chain.slice(1).map(baseName);
  return { frames: frames.length, lost: frames.filter((frame) => !seen.has(frame)) };
}

/** Why the true origin is not higher: the first that stands before it and is no true one of the pair, and what that is. */
export interface Before {
  readonly reason: string;
  readonly wrong?: AnsweredOrigin;
}

/**
 * What stands before the true origin.
 * @param before - the origins before it, best first
 * @param hit - the true one in the answer, where it is at hand
 * @param rows - everything that was observed, other true origins of the pair too
 */
export function whatIsBefore(
  observed: Observed,
  before: readonly AnsweredOrigin[],
  hit: AnsweredOrigin | undefined,
  rows: readonly Observed[],
): Before {
  const ofPair = rows.filter(({ syscall, errno }) => syscall === observed.syscall && errno === observed.errno);
  const wrong = before.find((origin) => ofPair.every((row) => rankOf(row, [origin]) === 0));
  if (wrong === undefined) return { reason: 'only other true origins of the pair before it' };
  const frames = (origin: AnsweredOrigin): string[] => origin.path.map((frame) => frame.function);
  const above = new Set([...observed.chain.map(baseName), ...(hit === undefined ? [] : frames(hit))]);
  if (above.has(wrong.function)) return { reason: 'a function above it on its path before it', wrong };
  const below = new Set(frames(wrong));
  if (below.has(baseName(observed.origin)) || (hit !== undefined && below.has(hit.function))) {
    return { reason: 'a function below it on its path before it', wrong };
  }
  return { reason: 'one of another path before it', wrong };
}

/** The share of ranks from 1 to `k`. */
export function hitAt(k: number, ranks: readonly number[]): number {
  return share(ranks.filter((rank) => rank > 0 && rank <= k).length, ranks.length);
}

/** What a perfect order reaches: of several origins of one (syscall, errno) only `k` can be among the first `k`. */
export function bestAt(k: number, rows: readonly Observed[]): number {
  const pairs = new Map<string, number>();
  for (const { syscall, errno } of rows) {
    const key = `${syscall} ${errno}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  const reached = [...pairs.values()].reduce((sum, rowsOfPair) => sum + Math.min(k, rowsOfPair), 0);
  return share(reached, rows.length);
}

/** A part of a whole to four decimals; nothing of nothing is 0. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(4));
}

/** Median and 99th percentile of milliseconds, to two decimals. */
export function timing(milliseconds: readonly number[]): { readonly median: number; readonly p99: number } {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (index: number): number => Number((sorted[Math.min(sorted.length - 1, index)] ?? 0).toFixed(2));
  return { median: at(Math.floor(sorted.length / 2)), p99: at(Math.floor(sorted.length * 0.99)) };
}
