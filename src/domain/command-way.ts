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
export function onTheWay(pack: Pack, asked: AskedCommands, start: Start): boolean {
  const key = [[...asked.names].join(','), ...keyOf(start)].join(' ');
  return pack.memory.recall('command on the way', key, MOST_ANSWERS, () => {
    const parts = partsOnTheWay(pack, start);
    // Few nodes stand under a command, and a question about several looks at one way.
    return asked.under.some((node) => [...parts.values()].some((part) => isUnder(pack, asked, parts, part, node)));
  });
}

function keyOf({ entry, arch, errnos }: Start): readonly (number | string)[] {
  return [entry, arch, ...errnos];
}

/** One errno that is looked for: the nodes that it can come by, and those of them that were met. */
interface Part {
  readonly useful: NodeSet;
  readonly met: NodeSet;
  readonly errno: number;
}

type Parts = ReadonlyMap<number, Part>;

function isUnder(pack: Pack, { classes }: AskedCommands, parts: Parts, { errno, met }: Part, node: number): boolean {
  if (!hasNode(met, node)) return false;
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeCommands, nodeSiteStart, nodeSite, siteErrno, siteCommands } = graph;
  const here = (set: number | undefined): boolean => classes[set ?? 0] === SET_CLASS.here;
  for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
    const site = nodeSite[i] as number;
    if (siteErrno[site] === errno && here(siteCommands[site])) return true;
  }
  for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
    if (!here(edgeCommands[edge])) continue;
    const target = edgeTarget[edge] as number;
    for (const behind of soughtBehind(graph, edge, errno)) {
      const part = parts.get(behind);
      if (part && hasNode(part.useful, target)) return true;
    }
  }
  return false;
}

/** All that is met of an errno, and of those that are turned into it, from where a search starts: of the newest one alone. */
function partsOnTheWay(pack: Pack, start: Start): Parts {
  return pack.memory.recall('way', keyOf(start).join(' '), 1, () => walkedWay(pack, start));
}

function walkedWay(pack: Pack, { entry, arch, errnos }: Start): Parts {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter } = graph;
  const parts = new Map<number, Part & { readonly waiting: number[] }>();
  const partOf = (errno: number) => {
    const known = parts.get(errno);
    if (known) return known;
    // What is useful is compiled for the arch.
    const useful = reachable(pack, [errno], arch, 'own');
    const part = { errno, useful, met: new Uint32Array(useful.length), waiting: [] };
    parts.set(errno, part);
    return part;
  };
  const visit = (node: number, { useful, met, waiting }: ReturnType<typeof partOf>): void => {
    if (!hasNode(useful, node) || hasNode(met, node)) return;
    addNode(met, node);
    waiting.push(node);
  };
  for (const errno of errnos) visit(entry, partOf(errno));
  const unfinished = () => [...parts.values()].find(({ waiting }) => waiting.length > 0);
  for (let part = unfinished(); part; part = unfinished()) {
    for (let node = part.waiting.pop(); node !== undefined; node = part.waiting.pop()) {
      for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
        const target = edgeTarget[edge] as number;
        if (edgeFilter[edge] === 0) visit(target, part);
        else for (const behind of soughtBehind(graph, edge, part.errno)) visit(target, partOf(behind));
      }
    }
  }
  return parts;
}
