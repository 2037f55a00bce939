/** A cause has an origin in every bundled kernel of its range, and in no other: a function that was renamed loses no cause. */
import { isInRange } from '../../../src/domain/kernel-range.js';
import type { Rule } from '../rule.js';

export const heldEverywhere: Rule = {
  name: 'has an origin in each kernel of its range, and in no other',
  problems: async ({ kernels, origins }, { packs }) =>
    packs.flatMap(({ manifest: { kernel } }) => {
      const isMet = isInRange(kernels, kernel.version);
      const isHeld = origins.some((origin) => isInRange(origin.kernels, kernel.version));
      if (isMet && !isHeld) return [`no origin holds in ${kernel.id}`];
      if (!isMet && isHeld) return [`an origin holds in ${kernel.id}, which is not in "${kernels}"`];
      return [];
    }),
};
