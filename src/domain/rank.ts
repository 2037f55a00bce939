/** How likely a function is the origin once it is reached, and the scores of an answer. */

import { SITE_KINDS } from '../store/schema.js';
import type { Pack } from './pack.js';
import type { FoundOrigin } from './search.js';

export interface RankedOrigin extends FoundOrigin {
  /** 0 … 1; the scores of all origins of an answer add up to at most 1. */
  readonly score: number;
}

/** What a function costs as an origin beside the way to it, in bits. */
export function siteCost(_pack: Pack, _fn: number, sites: readonly number[]): number {
  void SITE_KINDS;
  return -Math.log2(1 + sites.length) + 6;
}

/** Costs as shares: half as likely for each bit. */
export function scored(found: readonly FoundOrigin[]): RankedOrigin[] {
  const best = found[0]?.cost ?? 0;
  const weights = found.map((one) => 2 ** (best - one.cost));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return found.map((one, i) => ({ ...one, score: Number(((weights[i] as number) / sum).toPrecision(4)) }));
}
