/** How likely a function is the origin once it is reached, and the scores of an answer. */

import { SiteTrait } from '../store/schema.js';
import type { TunableKind } from '../store/tunable-columns.js';
import type { Pack } from './pack.js';
import type { FoundOrigin } from './search.js';
import { tunablesOf } from './tunables.js';

export interface RankedOrigin extends FoundOrigin {
  /** 0 … 1; the scores of all origins of an answer add up to at most 1. */
  readonly score: number;
}

/** What a trait of a site gains, in bits; `docs/accuracy.md` says how these were found. */
const GAINS: readonly (readonly [trait: number, gain: number])[] = [
  [SiteTrait.unlikely, 0.9],
  [SiteTrait.unguarded, 1.1],
  [SiteTrait.flagTest, 1.1],
  [SiteTrait.assigned, 0.7],
  [SiteTrait.outerUnlikely, -2],
  [SiteTrait.exotic, -1.6],
];

/** `2 ** gain` for every combination of traits. */
const WEIGHTS = Float64Array.from({ length: 64 }, (_, traits) =>
  GAINS.reduce((weight, [trait, gain]) => (traits & trait ? weight * 2 ** gain : weight), 1),
);

/** Bits that a function can gain by its sites at most; no origin costs less than the way to it. */
const MOST_GAIN = 5;

/** What a site gains whose guard compares with what someone set for this machine, in bits: in practice it is limits that are met. */
const SETTING_GAIN = 2.25;

/** What such a site gains on top of that whose errno says that something is used up: a limit is what that means. */
const USED_UP_GAIN = 0.75;
const USED_UP: ReadonlySet<string> = new Set([
  ...['EAGAIN', 'ENOMEM', 'ENFILE', 'EMFILE', 'ENOSPC'],
  ...['EMLINK', 'ENOLCK', 'EUSERS', 'ENOBUFS', 'EDQUOT'],
]);

/** And on top of that where it is the limit of a control group: that of a whole machine is set not to be met, a group's to be. */
const GROUP_GAIN = 1;

/** The same where what was set is 0 or 1: it turns on checks, and these decide. */
const SWITCH_GAIN = 1;

/** Kinds of settings that are in force whatever else is done: not those of a single module or mount. */
const IN_FORCE: ReadonlySet<TunableKind> = new Set(['cgroup', 'proc', 'rlimit', 'sysctl']);

/** What a function costs as an origin beside the way to it, in bits: each of its sites is one more way to fail. */
export function siteCost(pack: Pack, sites: readonly number[]): number {
  const { weights, limits } = siteWeights(pack);
  let sum = 0;
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i] as number;
    const limit = limits[site] as number;
    // A limit that is compared with several times is met once.
    if (limit === 0 || sites.findIndex((one) => limits[one] === limit) === i) sum += weights[site] as number;
  }
  return Math.max(0, MOST_GAIN - Math.log2(sum));
}

export const SITE_WEIGHTS = 'site weights';

interface SiteWeights {
  /** `2 ** gain` of each site. */
  readonly weights: Float32Array;
  /** For each site that says that something is used up the limit that it compares with: a place in `tunablesOf`, from 1 on; else 0. */
  readonly limits: Uint16Array;
}

/** What the sites of a pack weigh. */
export function siteWeights(pack: Pack): SiteWeights {
  return pack.memory.recall(SITE_WEIGHTS, '', 1, () => {
    const weights = Float32Array.from(pack.graph.siteTraits, (traits) => WEIGHTS[traits] as number);
    const limits = new Uint16Array(weights.length);
    const settings = tunablesOf(pack);
    const gains = Float32Array.from(settings, ({ kind, max }) =>
      !IN_FORCE.has(kind) ? 0 : max === '1' ? SWITCH_GAIN : SETTING_GAIN,
    );
    const usedUp = new Set(pack.errnos.flatMap(({ id, name }) => (USED_UP.has(name) ? [id] : [])));
    const { sites, start, ids } = pack.tunables;
    sites.forEach((site, i) => {
      const own = [...ids.subarray(start[i], start[i + 1])];
      const gain = own.reduce((most, id) => Math.max(most, gains[id] as number), 0);
      const isLimit = gain === SETTING_GAIN && usedUp.has(pack.graph.siteErrno[site] as number);
      const group = own.some((id) => settings[id]?.kind === 'cgroup' && gains[id] === SETTING_GAIN);
      const more = !isLimit ? 0 : USED_UP_GAIN + (group ? GROUP_GAIN : 0);
      weights[site] = (weights[site] as number) * 2 ** (gain + more);
      if (isLimit) limits[site] = 1 + (own.find((id) => gains[id] === SETTING_GAIN) ?? 0);
    });
    return { weights, limits };
  });
}

/** Costs as shares: half as likely for each bit. */
export function scored(found: readonly FoundOrigin[]): RankedOrigin[] {
  const best = found[0]?.cost ?? 0;
  const weights = found.map((one) => 2 ** (best - one.cost));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return found.map((one, i) => ({ ...one, score: Number(((weights[i] as number) / sum).toPrecision(4)) }));
}
