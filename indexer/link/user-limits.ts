/** Limits of users and of user namespaces, which stand in an array that is filled by position (kernel/ucount.c, 4.9 to 7.3). */

import type { Place } from '../tunables/facts.js';

/**
 * Where a sysctl's limit is kept, if it is one of these; what they start with is set when the kernel boots.
 * @param places - what its entry says
 */
export function userLimit(name: string, places: readonly Place[]): { places?: readonly Place[]; own?: '' } {
  const limit = /^user\.max_(\w+)$/.exec(name)?.[1];
  if (limit !== undefined) return { places: [`K:UCOUNT_${limit.toUpperCase()}`, 'G:init_user_ns.ucount_max'], own: '' };
  return places.some((place) => place.startsWith('K:UCOUNT_')) ? { own: '' } : {};
}
