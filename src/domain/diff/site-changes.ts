/** How the sites of one function differ in two releases. */
import type { SiteRef } from '../function-rows.js';
import { comparedGuard } from './places.js';

/** A site that only one release has, or whose guard is another one. */
export type SiteChange =
  | { readonly change: 'appeared'; readonly from: null; readonly to: SiteRef }
  | { readonly change: 'went'; readonly from: SiteRef; readonly to: null }
  | { readonly change: 'guard'; readonly from: SiteRef; readonly to: SiteRef };

/**
 * Sites have no names: those with the same guard are the same, in order; of what is left, the first of one release
 * stands against the first of the other one. Lines are no change: they move with every edit above them.
 * @param from, to - sites of one errno, in the order of their lines
 */
export function siteChanges(from: readonly SiteRef[], to: readonly SiteRef[]): readonly SiteChange[] {
  const unmatched = [...to];
  const left = from.filter((site) => {
    const same = unmatched.findIndex((other) => guardOf(other) === guardOf(site));
    if (same < 0) return true;
    unmatched.splice(same, 1);
    return false;
  });
  const changes: SiteChange[] = [];
  for (let i = 0; i < Math.max(left.length, unmatched.length); i++) {
    const before = left[i];
    const after = unmatched[i];
    if (before && after) changes.push({ change: 'guard', from: before, to: after });
    else if (before) changes.push({ change: 'went', from: before, to: null });
    else if (after) changes.push({ change: 'appeared', from: null, to: after });
  }
  return changes;
}

function guardOf({ guard }: SiteRef): string {
  return comparedGuard(guard);
}
