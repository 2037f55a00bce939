/** Commands as they are stored: names in use, sets and choices of them, and the set of each edge and site. */

import type { CommandSets } from './command-sets.js';

export interface CommandColumns {
  /** Sorted. */
  readonly names: readonly string[];
  /** Indexes into `names`; set 0 is empty. */
  readonly sets: readonly (readonly number[])[];
  /** Choices among the names in use; none is a part of another. */
  readonly choices: readonly (readonly number[])[];
  readonly edges: readonly number[];
  readonly sites: readonly number[];
}

/** Sets are stored as 16-bit numbers; a tree has some 10,000. */
const MOST_SETS = 65_535;

/** `edges` and `sites` hold ids of `sets`; sets are numbered by how they first come in them. */
export function commandColumns(sets: CommandSets, edges: readonly number[], sites: readonly number[]): CommandColumns {
  const ids = new Map<number, number>([[0, 0]]);
  const used: (readonly string[])[] = [[]];
  const numbered = (set: number): number => {
    const known = ids.get(set);
    if (known !== undefined) return known;
    if (used.length > MOST_SETS) return 0;
    ids.set(set, used.length);
    used.push(sets.names[set] ?? []);
    return used.length - 1;
  };
  const edgeSets = edges.map(numbered);
  const siteSets = sites.map(numbered);
  const names = [...new Set(used.flat())].sort();
  const index = new Map(names.map((name, i) => [name, i]));
  const indexed = (list: readonly string[]): number[] => list.flatMap((name) => index.get(name) ?? []);
  return {
    names,
    sets: used.map(indexed),
    choices: largest([...sets.choices.values()].map(indexed)),
    edges: edgeSets,
    sites: siteSets,
  };
}

/** Without lists of one, and without lists that are a part of another; longest first. */
function largest(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const sorted = lists
    .filter((list) => list.length > 1)
    .sort((a, b) => b.length - a.length || (a.join(' ') < b.join(' ') ? -1 : 1));
  const kept: (readonly number[])[] = [];
  const holding = new Map<number, Set<number>[]>();
  for (const list of sorted) {
    const [first = -1] = list;
    if (holding.get(first)?.some((other) => list.every((one) => other.has(one)))) continue;
    kept.push(list);
    const set = new Set(list);
    for (const one of list) {
      const known = holding.get(one);
      if (known) known.push(set);
      else holding.set(one, [set]);
    }
  }
  return kept;
}
