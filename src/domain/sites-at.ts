/** The sites of a node, by function. */

import { FIRST_ANY } from '../store/sources.js';
import type { AbsentCode } from './absent-code.js';
import type { Pack } from './pack.js';

/** A function's sites at a node: those of the errno, or those where any errno enters from outside. */
export interface SitesAt {
  readonly function: number;
  readonly outside: boolean;
  readonly sites: number[];
}

const NONE: readonly SitesAt[] = [];

/** The sites of the errno at a node, and those of any errno where `outside` says so; none that is `absent`. */
export function sitesAt(
  pack: Pack,
  node: number,
  errno: number,
  outside: boolean,
  absent: AbsentCode | undefined,
): readonly SitesAt[] {
  const { graph } = pack;
  // Most nodes only pass on what others give.
  if (graph.nodeSiteStart[node] === graph.nodeSiteStart[node + 1]) return NONE;
  let list: SitesAt[] | undefined;
  for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
    const site = graph.nodeSite[i] as number;
    const own = graph.siteErrno[site] as number;
    const any = own >= FIRST_ANY;
    if (any ? !outside : own !== errno) continue;
    const fn = graph.siteFunction[site] as number;
    if (absent !== undefined && (absent.sites[site] || absent.functions[fn])) continue;
    const known = list?.find((one) => one.function === fn && one.outside === any);
    if (known) {
      known.sites.push(site);
      continue;
    }
    list ??= [];
    list.push({ function: fn, outside: any, sites: [site] });
  }
  return list ?? NONE;
}
