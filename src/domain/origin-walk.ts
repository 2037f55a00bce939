/** Where errnos can originate, for what is entered at a node: a walk that knows what lies behind the hub. */

import { FIRST_ANY } from '../store/sources.js';
import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { ownerOf } from './graph-lookup.js';
import { type Region, regionsOf } from './hub.js';
import { inView, NO_NODES, type NodeSetView, viewOf, wholeSet } from './like-sets.js';
import { liveNodes } from './live-nodes.js';
import { type NodeNumbers, numberOf } from './node-numbers.js';
import { addNode, hasNode, type NodeSet, wordsOf } from './node-set.js';
import type { Start } from './origin-starts.js';
import type { Pack } from './pack.js';
import { canGive, type Origins } from './reach.js';
import { soughtBehind } from './turns.js';

/** What is counted: origins of `errnos` that are reached from `entry`, without code that is `absent`. */
export interface Counted {
  readonly entry: number;
  readonly arch: Arch;
  readonly errnos: readonly number[];
  readonly origins: Origins;
  readonly absent?: AbsentCode | undefined;
}

/** Functions as a set. */
export interface Functions {
  /** By the numbers of {@link liveNodes}. */
  readonly numbers: NodeSetView;
  readonly has: (fn: number) => boolean;
  readonly size: number;
}

/**
 * The functions with a site of one of the errnos that can be reached.
 * @param regions - of the same arch and absent code
 * @param starts - of the errnos, where they were walked for with others
 */
export function originWalk(
  pack: Pack,
  { entry, arch, errnos, origins, absent }: Counted,
  regions = regionsOf(pack, arch, absent),
  starts?: ReadonlyMap<number, Start>,
): Functions {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter, nodeSiteStart, nodeSite, siteErrno, siteFunction } = graph;
  const live = liveNodes(pack);
  const words = wordsOf(live.count);
  // By their numbers: those that were met one by one, and those that are known together.
  const met = new Set<number>();
  const add = (fn: number): unknown => met.add(numberOf(live, fn));
  const entered: NodeSetView[] = [];
  const parts = new Map<number, Part>();
  const part = (errno: number): Part => {
    const known = parts.get(errno);
    if (known) return known;
    // From outside only what is asked for itself, not what is turned into it on the way.
    const outside = origins === 'all' && errno === errnos[0];
    const useful = canGive(pack, [errno], arch, outside ? 'all' : 'own');
    const made = {
      errno,
      outside,
      useful,
      region: regions.of(errno),
      behind: false,
      met: blankSet(words),
      waiting: [],
    };
    parts.set(errno, made);
    return made;
  };
  // What is useful is compiled for the arch.
  const visit = (one: Part, node: number): void => {
    const number = numberOf(live, node);
    if (hasNode(one.met, number) || !one.useful(node)) return;
    const owner = ownerOf(graph, node);
    if (owner >= 0 && absent?.functions[owner] === 1) return;
    if (regions.hub >= 0) {
      if (!one.behind && inView(one.region.core, node)) enter(one);
      if (one.behind && inView(one.region.reached, node)) return;
    }
    addNode(one.met, number);
    one.waiting.push(node);
  };
  /** From the hub on everything is known. */
  const enter = (one: Part): void => {
    one.behind = true;
    const { own, outside, turnFrom, turnNode, turnErrno } = one.region;
    entered.push(own);
    if (one.outside) entered.push(outside);
    for (const [i, node] of turnNode.entries())
      if (one.useful(turnFrom[i] as number)) visit(part(turnErrno[i] as number), node);
  };
  const goOn = (one: Part, { functions, entered: behind, turns }: Start): void => {
    functions.forEach(add);
    if (behind) enter(one);
    for (const [node, turned] of turns) visit(part(turned), node);
  };
  for (const errno of errnos) {
    const start = starts?.get(errno);
    if (start === undefined) visit(part(errno), entry);
    else goOn(part(errno), start);
  }
  // Parts that are met on the way are appended, and one that is done can be entered again.
  const unfinished = (): Part | undefined => [...parts.values()].find((one) => one.waiting.length > 0);
  for (let todo = unfinished(); todo; todo = unfinished()) {
    const { errno, outside, waiting } = todo;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
        const site = nodeSite[i] as number;
        const own = siteErrno[site] as number;
        if (own !== errno && !(outside && own >= FIRST_ANY)) continue;
        if (!absent?.sites[site]) add(siteFunction[site] as number);
      }
      for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
        const target = edgeTarget[edge] as number;
        if (edgeFilter[edge] === 0) visit(todo, target);
        else for (const behind of soughtBehind(graph, edge, errno)) visit(part(behind), target);
      }
    }
  }
  for (const { met } of parts.values()) SCRATCH.push(met);
  return functionsIn(live, joined(words, entered, met));
}

/** Sets that walks before had and nobody holds: a syscall is counted for a hundred errnos, of which each looks for several. */
const SCRATCH: NodeSet[] = [];

function blankSet(words: number): NodeSet {
  const set = SCRATCH.pop();
  return set?.length === words ? set.fill(0) : new Uint32Array(words);
}

/** All of them: with what lies behind the hub for one errno, as most have it, no set is made. */
function joined(words: number, entered: readonly NodeSetView[], met: ReadonlySet<number>): NodeSetView {
  const [one = NO_NODES, ...more] = entered;
  const set = more.length === 0 && [...met].every((number) => inView(one, number)) ? undefined : wholeSet(one, words);
  if (set === undefined) return one;
  for (const other of more) {
    const also = wholeSet(other, words);
    for (let i = 0; i < words; i++) set[i] = (set[i] as number) | (also[i] as number);
  }
  for (const number of met) addNode(set, number);
  return viewOf(set);
}

/** Apart, so that what is remembered holds nothing else of the walk. */
function functionsIn(live: NodeNumbers, numbers: NodeSetView): Functions {
  const has = (fn: number): boolean => {
    const number = numberOf(live, fn);
    return number >= 0 && inView(numbers, number);
  };
  return { numbers, has, size: numbers.size };
}

/** One errno that is looked for, and how far that has come. */
interface Part {
  readonly errno: number;
  /** Whether errnos from outside count for it. */
  readonly outside: boolean;
  /** Whether a node can give it, and the numbers of the nodes that can and were met before the hub. */
  readonly useful: (node: number) => boolean;
  readonly met: NodeSet;
  readonly region: Region;
  /** Whether the hub was met. */
  behind: boolean;
  readonly waiting: number[];
}
