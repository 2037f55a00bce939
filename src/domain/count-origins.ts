/** How many functions an errno can originate in, for what is entered at a syscall. */

import { FIRST_ANY } from '../store/sources.js';
import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { breathing } from './breathe.js';
import { errnoByName } from './errno.js';
import { ownerOf } from './graph-lookup.js';
import { isCore, isReached, type Region, regionsOf } from './hub.js';
import { liveNodes } from './live-nodes.js';
import { Memory } from './memory.js';
import { type NodeNumbers, numberOf } from './node-numbers.js';
import { addNode, hasNode, type NodeSet } from './node-set.js';
import type { Pack } from './pack.js';
import { canGive, type Origins } from './reach.js';
import { soughtBehind } from './turns.js';

/** Counts that are remembered of a pack, and sets: some 20 KB each. */
const MOST_COUNTS = 50_000;
const MOST_SETS = 32;
/** Syscalls whose counts are remembered of a pack: an entry an errno each. */
const MOST_SYSCALLS = 2000;

/** What is counted: origins of `errnos` that are reached from `entry`, without code that is `absent`. */
export interface Counted {
  readonly entry: number;
  readonly arch: Arch;
  readonly errnos: readonly number[];
  readonly origins: Origins;
  readonly absent?: AbsentCode | undefined;
}

/** How many functions with a site of one of the errnos can be reached. */
export function countFunctions(pack: Pack, counted: Counted): number {
  const memory = memoryOf(pack, counted.absent);
  return memory.recall('count', keyOf(counted), MOST_COUNTS, () => originFunctions(pack, counted).size);
}

/** What is remembered of a pack, or of it without the code that a build lacks: as long as that is known. */
function memoryOf(pack: Pack, absent: AbsentCode | undefined): Memory {
  if (absent === undefined) return pack.memory;
  const memory = withoutCode.get(absent) ?? new Memory();
  withoutCode.set(absent, memory);
  return memory;
}

const withoutCode = new WeakMap<AbsentCode, Memory>();

/** Functions as a set. */
interface Functions {
  readonly has: (fn: number) => boolean;
  readonly size: number;
}

/** The functions with a site of one of the errnos that can be reached. */
export function originFunctions(pack: Pack, counted: Counted): Functions {
  if (counted.absent !== undefined) return collect(pack, counted);
  return pack.memory.recall('origin functions', keyOf(counted), MOST_SETS, () => collect(pack, counted));
}

function keyOf({ entry, arch, errnos, origins }: Counted): string {
  return `${origins} ${entry} ${arch} ${errnos.join(' ')}`;
}

function collect(pack: Pack, { entry, arch, errnos, origins, absent }: Counted): Functions {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter, nodeSiteStart, nodeSite, siteErrno, siteFunction } = graph;
  const regions = regionsOf(pack, arch, absent);
  const live = liveNodes(pack);
  const words = (live.count + 31) >>> 5;
  const set = new Uint32Array(words);
  let size = 0;
  const add = (fn: number): void => {
    const number = numberOf(live, fn);
    if (hasNode(set, number)) return;
    addNode(set, number);
    size++;
  };
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
    if (regions.hub.node >= 0) {
      if (!one.behind && isCore(regions, one.region, node)) enter(one);
      if (one.behind && isReached(regions, one.region, node)) return;
    }
    addNode(one.met, number);
    one.waiting.push(node);
  };
  /** From the hub on everything is known. */
  const enter = (one: Part): void => {
    one.behind = true;
    const { own, outside, turnFrom, turnNode, turnErrno } = one.region;
    own.forEach(add);
    if (one.outside) outside.forEach(add);
    for (const [i, node] of turnNode.entries())
      if (one.useful(turnFrom[i] as number)) visit(part(turnErrno[i] as number), node);
  };
  for (const errno of errnos) visit(part(errno), entry);
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
  return functionsIn(live, set, size);
}

/** Sets that walks before had and nobody holds: a syscall is counted for a hundred errnos, of which each looks for several. */
const SCRATCH: NodeSet[] = [];

function blankSet(words: number): NodeSet {
  const set = SCRATCH.pop();
  return set?.length === words ? set.fill(0) : new Uint32Array(words);
}

/** Apart, so that what is remembered holds nothing else of the walk. */
function functionsIn(live: NodeNumbers, set: NodeSet, size: number): Functions {
  const has = (fn: number): boolean => {
    const number = numberOf(live, fn);
    return number >= 0 && hasNode(set, number);
  };
  return { has, size };
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

/** The errno ids that user space sees as `name`: the errno itself and internal codes that are turned into it. */
export function errnoIds(pack: Pack, name: string): number[] {
  return pack.errnos
    .filter((row) => row.alias_of === null && (row.name === name || errnoByName(row.name)?.userVisible === name))
    .map((row) => row.id);
}

/** For an errno, by its id, whether it can come out of a node by the kernel's own code. */
export interface ErrnoNodes {
  readonly id: number;
  readonly ids: readonly number[];
  readonly give: (node: number) => boolean;
}

/**
 * The nodes of every errno; the first time for an arch that is a walk for each, unless they are kept.
 * @param breathe - called between them; it may reject, which ends the work
 */
export async function errnoNodes(pack: Pack, arch: Arch, breathe = breathing()): Promise<readonly ErrnoNodes[]> {
  const found: ErrnoNodes[] = [];
  for (const { id, name, alias_of } of pack.errnos) {
    if (alias_of !== null) continue;
    const ids = errnoIds(pack, name);
    found.push({ id, ids, give: canGive(pack, ids, arch, 'own') });
    await breathe();
  }
  return found;
}

/** The ids of the errnos that can come out of `entry`. */
export function errnosOf(all: readonly ErrnoNodes[], entry: number): number[] {
  return all.filter(({ give }) => give(entry)).map(({ id }) => id);
}

/** Errno id → number of functions whose own code it can originate in, for what is entered at `entry`. */
export async function countOrigins(
  pack: Pack,
  entry: number,
  arch: Arch,
  breathe = breathing(),
): Promise<ReadonlyMap<number, number>> {
  const key = `${entry} ${arch}`;
  const known = pack.memory.known<ReadonlyMap<number, number>>('counts', key);
  if (known !== undefined) return known;
  const counts = new Map<number, number>();
  for (const { id, ids, give } of await errnoNodes(pack, arch, breathe)) {
    if (!give(entry)) continue;
    counts.set(id, countFunctions(pack, { entry, arch, errnos: ids, origins: 'own' }));
    await breathe();
  }
  pack.memory.keep('counts', key, MOST_SYSCALLS, counts);
  return counts;
}
