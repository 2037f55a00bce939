/** Whether commands matter to a question: whether anything that the errno can come by stands under them. */

import type { Arch } from './arch.js';
import { type AskedCommands, SET_CLASS } from './commands.js';
import { addNode, hasNode, type NodeSet } from './node-set.js';
import type { Pack } from './pack.js';
import { reachable } from './reach.js';
import { soughtBehind } from './turns.js';

/** Where a search starts and what it looks for. */
export interface Start {
  readonly entry: number;
  readonly arch: Arch;
  readonly errnos: readonly number[];
}

/** Answers that are remembered of a pack. */
const MOST_ANSWERS = 1000;

/** Whether a step or a site that the errno can come by stands under the commands. */
export function onTheWay(pack: Pack, asked: AskedCommands, { entry, arch, errnos }: Start): boolean {
  const key = [[...asked.names].join(','), entry, arch, ...errnos].join(' ');
  return pack.memory.recall('command on the way', key, MOST_ANSWERS, () =>
    lookOnTheWay(pack, asked, entry, arch, errnos),
  );
}

/** What is looked for, the nodes that it can come by, and those of them that were met. */
interface Part {
  readonly errno: number;
  readonly useful: NodeSet;
  readonly seen: NodeSet;
}

function lookOnTheWay(
  pack: Pack,
  { classes }: AskedCommands,
  entry: number,
  arch: Arch,
  errnos: readonly number[],
): boolean {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter, edgeCommands, nodeSiteStart, nodeSite, siteErrno, siteCommands } = graph;
  const here = (set: number | undefined): boolean => classes[set ?? 0] === SET_CLASS.here;
  const parts = new Map<number, Part>();
  const partOf = (errno: number): Part => {
    const known = parts.get(errno);
    if (known) return known;
    // What is useful is compiled for the arch.
    const useful = reachable(pack, [errno], arch, 'own');
    const part = { errno, useful, seen: new Uint32Array(useful.length) };
    parts.set(errno, part);
    return part;
  };
  // The nearest to the entry first: mostly the commands part soon.
  const waiting: { readonly node: number; readonly part: Part }[] = [];
  /** Whether the errno can come by a node at all; a node that it can come by is looked at once. */
  const visit = (node: number, part: Part): boolean => {
    if (!hasNode(part.useful, node)) return false;
    if (!hasNode(part.seen, node)) {
      addNode(part.seen, node);
      waiting.push({ node, part });
    }
    return true;
  };
  for (const errno of errnos) visit(entry, partOf(errno));
  for (const { node, part } of waiting) {
    const { errno } = part;
    for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
      const site = nodeSite[i] as number;
      if (siteErrno[site] === errno && here(siteCommands[site])) return true;
    }
    for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
      const target = edgeTarget[edge] as number;
      const set = edgeCommands[edge];
      if (edgeFilter[edge] === 0) {
        if (visit(target, part) && here(set)) return true;
        continue;
      }
      for (const behind of soughtBehind(graph, edge, errno))
        if (visit(target, partOf(behind)) && here(set)) return true;
    }
  }
  return false;
}
