/** How likely a function is the origin once it is reached, and the scores of an answer. */

import type { FoundOrigin } from './search.js';

export interface RankedOrigin extends FoundOrigin {
  /** 0 … 1; the scores of all origins of an answer add up to at most 1. */
  readonly score: number;
}

/** Bits that a function can gain by the number of its sites: each is one more way to fail. */
const MANY_SITES = 3;

/** What a function costs as an origin beside the way to it, in bits. */
export function siteCost(sites: readonly number[]): number {
  return MANY_SITES - Math.min(MANY_SITES, 0.5 * Math.log2(1 + sites.length));
}

/** Costs as shares: half as likely for each bit. */
export function scored(found: readonly FoundOrigin[]): RankedOrigin[] {
  const best = found[0]?.cost ?? 0;
  const weights = found.map((one) => 2 ** (best - one.cost));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return found.map((one, i) => ({ ...one, score: Number(((weights[i] as number) / sum).toPrecision(4)) }));
}
