/** Whether commands matter to a question: whether anything that the errno can come by stands under them. */

import type { Arch } from './arch.js';
import { type AskedCommands, SET_CLASS } from './commands.js';
import { addNode, hasNode, type NodeSet } from './node-set.js';
import type { Pack } from './pack.js';
import { ERRNO_IDS, reachable } from './reach.js';
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
  const from = [start.entry, start.arch, ...start.errnos].join(' ');
  return pack.memory.recall('command on the way', `${[...asked.names].join(',')} ${from}`, MOST_ANSWERS, () => {
    // A question about several commands looks at one way: it goes on where the last one left off.
    const way = pack.memory.recall('way', from, 1, () => wayFrom(pack, start));
    if (asked.under.some((node) => [...way.parts.values()].some((part) => isUnder(pack, asked, way, part, node))))
      return true;
    const under = new Set(asked.under);
    for (let step = nextStep(pack, way); step; step = nextStep(pack, way))
      if (under.has(step.node) && isUnder(pack, asked, way, step.part, step.node)) return true;
    return false;
  });
}

/** One errno that is looked for: the nodes that it can come by, and those of them that were met. */
interface Part {
  readonly errno: number;
  readonly useful: NodeSet;
  readonly met: NodeSet;
}

/** What is met of an errno, and of those that are turned into it, as far as it was looked for. */
interface Way {
  readonly parts: ReadonlyMap<number, Part>;
  readonly partOf: (errno: number) => Part;
  /** Met, the nearest to the entry first, as commands mostly part soon: numbers, as there can be a hundred thousand. */
  readonly waiting: number[];
  /** How many of them were looked at. */
  done: number;
}

function wayFrom(pack: Pack, { entry, arch, errnos }: Start): Way {
  const parts = new Map<number, Part>();
  const partOf = (errno: number): Part => {
    const known = parts.get(errno);
    if (known) return known;
    // What is useful is compiled for the arch.
    const useful = reachable(pack, [errno], arch, 'own');
    const part = { errno, useful, met: new Uint32Array(useful.length) };
    parts.set(errno, part);
    return part;
  };
  const way = { parts, partOf, waiting: [], done: 0 };
  for (const errno of errnos) visit(way, entry, partOf(errno));
  return way;
}

function visit({ waiting }: Way, node: number, { errno, useful, met }: Part): void {
  if (!hasNode(useful, node) || hasNode(met, node)) return;
  addNode(met, node);
  waiting.push(node * ERRNO_IDS + errno);
}

/** Goes on from the next node, and says which one that was. */
function nextStep({ graph }: Pack, way: Way): { readonly node: number; readonly part: Part } | undefined {
  const { edgeStart, edgeTarget, edgeFilter } = graph;
  const next = way.waiting[way.done];
  if (next === undefined) return undefined;
  way.done++;
  const node = Math.floor(next / ERRNO_IDS);
  const part = way.partOf(next % ERRNO_IDS);
  for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
    const target = edgeTarget[edge] as number;
    if (edgeFilter[edge] === 0) visit(way, target, part);
    else for (const behind of soughtBehind(graph, edge, part.errno)) visit(way, target, way.partOf(behind));
  }
  return { node, part };
}

/** Whether a site or an edge of a node that was met stands under the commands. */
function isUnder({ graph }: Pack, { classes }: AskedCommands, way: Way, { errno, met }: Part, node: number): boolean {
  if (!hasNode(met, node)) return false;
  const { edgeStart, edgeTarget, edgeCommands, nodeSiteStart, nodeSite, siteErrno, siteCommands } = graph;
  const here = (set: number | undefined): boolean => classes[set ?? 0] === SET_CLASS.here;
  for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
    const site = nodeSite[i] as number;
    if (siteErrno[site] === errno && here(siteCommands[site])) return true;
  }
  for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
    if (!here(edgeCommands[edge])) continue;
    const target = edgeTarget[edge] as number;
    if (soughtBehind(graph, edge, errno).some((behind) => hasNode(way.partOf(behind).useful, target))) return true;
  }
  return false;
}
