/** Ranges of kernel releases: `>=5.10 <6.8`. */
import { type KernelRelease, parseKernelRelease } from './kernel-id.js';

/**
 * Whether a release lies in a range; every release does where there is no range.
 * @param range - `>=` and `<` with a release each, in this order, either may be missing
 * @param release - `6.1.192`, `6.1`; a text that is no release lies in no range
 */
export function isInRange(range: string | undefined, release: string): boolean {
  if (range === undefined) return true;
  const asked = parseKernelRelease(release);
  if (asked === null) return false;
  return range.split(' ').every((bound) => {
    const edge = parseKernelRelease(bound.replace(/^(?:>=|<)/, ''));
    if (edge === null) return false;
    return bound.startsWith('>=') ? order(asked, edge) >= 0 : order(asked, edge) < 0;
  });
}

function order(a: KernelRelease, b: KernelRelease): number {
  return a.major - b.major || a.minor - b.minor || (a.patch ?? 0) - (b.patch ?? 0);
}
