/** How many functions an errno can originate in, for what is entered at a syscall. */

import type { Arch } from './arch.js';
import { errnoByName } from './errno.js';
import type { Pack } from './pack.js';
import { addNode, archMask, hasNode, passes, reachable } from './reach.js';

/** Counts that are remembered of a pack. */
const MOST_COUNTS = 50_000;

/** How many functions with a site of one of `errnos` can be reached from `entry`. */
export function countFunctions(pack: Pack, entry: number, arch: Arch, errnos: readonly number[]): number {
  const key = `${entry} ${arch} ${errnos.join(' ')}`;
  return pack.memory.recall('count', key, MOST_COUNTS, () => count(pack, entry, arch, errnos));
}

function count(pack: Pack, entry: number, arch: Arch, errnos: readonly number[]): number {
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const useful = reachable(pack, errnos, arch);
  const seen = new Uint32Array(useful.length);
  const functions = new Set<number>();
  const waiting = hasNode(useful, entry) ? [entry] : [];
  addNode(seen, entry);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
      const site = graph.nodeSite[i] as number;
      if (errnos.includes(graph.siteErrno[site] as number)) functions.add(graph.siteFunction[site] as number);
    }
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (!hasNode(useful, target) || hasNode(seen, target)) continue;
      const owner = graph.nodeFunction[target] as number;
      if (owner >= 0 && !mask[graph.functionArch[owner] as number]) continue;
      if (graph.edgeFilter[edge] !== 0 && !errnos.some((errno) => passes(graph, edge, errno))) continue;
      addNode(seen, target);
      waiting.push(target);
    }
  }
  return functions.size;
}

/** The errno ids that user space sees as `name`: the errno itself and internal codes that are turned into it. */
export function errnoIds(pack: Pack, name: string): number[] {
  return pack.errnos
    .filter((row) => row.alias_of === null && (row.name === name || errnoByName(row.name)?.userVisible === name))
    .map((row) => row.id);
}

/** The ids of the errnos that can come out of `entry`. */
export function errnosOf(pack: Pack, entry: number, arch: Arch): number[] {
  return pack.errnos
    .filter((row) => row.alias_of === null && hasNode(reachable(pack, errnoIds(pack, row.name), arch), entry))
    .map((row) => row.id);
}

/** Errno id → number of functions in which it can originate, for what is entered at `entry`; the same as a search's total. */
export function countOrigins(pack: Pack, entry: number, arch: Arch): ReadonlyMap<number, number> {
  const names = new Map(pack.errnos.map((row) => [row.id, row.name]));
  return new Map(
    errnosOf(pack, entry, arch).map((id) => [
      id,
      countFunctions(pack, entry, arch, errnoIds(pack, names.get(id) ?? '')),
    ]),
  );
}
