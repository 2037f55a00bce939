/** Whether commands matter to a question: whether anything that the errno can come by stands under them. */

import type { Arch } from './arch.js';
import { type AskedCommands, SET_CLASS } from './commands.js';
import { ownerOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { addNode, archMask, hasNode, type NodeSet, reachable } from './reach.js';
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

function lookOnTheWay(
  pack: Pack,
  { classes }: AskedCommands,
  entry: number,
  arch: Arch,
  errnos: readonly number[],
): boolean {
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const here = (set: number | undefined): boolean => classes[set ?? 0] === SET_CLASS.here;
  const parts = new Map<number, { readonly useful: NodeSet; readonly seen: NodeSet }>();
  const partOf = (errno: number): { readonly useful: NodeSet; readonly seen: NodeSet } => {
    const known = parts.get(errno);
    if (known) return known;
    const useful = reachable(pack, [errno], arch, 'own');
    const part = { useful, seen: new Uint32Array(useful.length) };
    parts.set(errno, part);
    return part;
  };
  // Nodes with the errno that is looked for there, the nearest to the entry first: mostly the commands part soon.
  const waiting: number[] = [];
  /** Whether the errno can come by a node at all; a node that it can come by is looked at once. */
  const visit = (node: number, errno: number): boolean => {
    const { useful, seen } = partOf(errno);
    if (!hasNode(useful, node)) return false;
    const owner = ownerOf(graph, node);
    if (owner >= 0 && !mask[graph.functionArch[owner] as number]) return false;
    if (!hasNode(seen, node)) waiting.push(node, errno);
    addNode(seen, node);
    return true;
  };
  for (const errno of errnos) visit(entry, errno);
  for (let next = 0; next < waiting.length; next += 2) {
    const [node, errno] = [waiting[next] as number, waiting[next + 1] as number];
    for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
      const site = graph.nodeSite[i] as number;
      if (graph.siteErrno[site] === errno && here(graph.siteCommands[site])) return true;
    }
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      const [target, set] = [graph.edgeTarget[edge] as number, graph.edgeCommands[edge]];
      if (graph.edgeFilter[edge] === 0) {
        if (visit(target, errno) && here(set)) return true;
        continue;
      }
      for (const behind of soughtBehind(graph, edge, errno)) if (visit(target, behind) && here(set)) return true;
    }
  }
  return false;
}
