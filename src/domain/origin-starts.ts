/** What is met between an entry and the hub, for many errnos at once: a syscall is counted for a hundred, which mostly take the same ways. */

import type { Arch } from './arch.js';
import { bitsWhere, ERRNOS_AT_ONCE, eachBit, passingBits } from './errno-bits.js';
import { VIAS } from './graph.js';
import { ownerOf } from './graph-lookup.js';
import { regionsOf } from './hub.js';
import type { NodeSetView } from './like-sets.js';
import { liveNodes } from './live-nodes.js';
import { numberOf } from './node-numbers.js';
import { hasNode } from './node-set.js';
import type { Pack } from './pack.js';
import { placeIn } from './place-in.js';
import { archMask, canGive, ERRNO_IDS } from './reach.js';

/** How far a walk for an errno has come by itself; what was turned into others is left to be walked. */
export interface Start {
  /** Functions with a site of it. */
  readonly functions: ReadonlySet<number>;
  /** Whether the hub was met. */
  readonly entered: boolean;
  /** From these nodes on another errno is looked for. */
  readonly turns: readonly (readonly [node: number, errno: number])[];
}

const VIA_BEFORE = VIAS.indexOf('before');

/** For each errno what a walk of `originWalk` meets before the hub, for origins of the kernel's `own`. */
export function originStarts(pack: Pack, entry: number, arch: Arch, errnos: readonly number[]): Map<number, Start> {
  const starts = new Map<number, Start>();
  const mask = archMask(pack.graph, arch);
  const compiled = (node: number): boolean => {
    const owner = ownerOf(pack.graph, node);
    return owner < 0 || mask[pack.graph.functionArch[owner] as number] === true;
  };
  for (let at = 0; at < errnos.length; at += ERRNOS_AT_ONCE) {
    const some = errnos.slice(at, at + ERRNOS_AT_ONCE);
    for (const [i, start] of walkTogether(pack, entry, arch, some, compiled).entries())
      starts.set(some[i] as number, start);
  }
  return starts;
}

interface Draft {
  readonly functions: Set<number>;
  entered: boolean;
  readonly turns: (readonly [node: number, errno: number])[];
}

/** @param errnos - up to {@link ERRNOS_AT_ONCE}, a bit each */
function walkTogether(
  pack: Pack,
  entry: number,
  arch: Arch,
  errnos: readonly number[],
  compiled: (node: number) => boolean,
): readonly Start[] {
  const { graph } = pack;
  const { edgeStart, edgeTarget, edgeFilter, edgeVia, filters, nodeSiteStart, nodeSite, siteErrno, siteFunction } =
    graph;
  const live = liveNodes(pack);
  const regions = regionsOf(pack, arch, undefined);
  const all = bitsWhere(errnos, () => true);
  const regionsOfBits = errnos.map((errno) => regions.of(errno));
  const core = bitsOf(
    pack,
    regionsOfBits.map(({ core }) => core),
  );
  const reached = bitsOf(
    pack,
    regionsOfBits.map(({ reached }) => reached),
  );
  const passing = passingBits(filters, errnos);
  const turning = filters.map((one) => (one.mode === 'turn' ? bitsWhere(errnos, (errno) => errno === one.to) : 0));
  const bitOf = new Int32Array(ERRNO_IDS);
  for (const [i, errno] of errnos.entries()) bitOf[errno] = 1 << i;
  const useful = errnos.map((errno) => canGive(pack, [errno], arch, 'own'));
  const giving = (node: number, bits: number): number => where(bits, (i) => useful[i]?.(node) === true);
  const drafts = errnos.map((): Draft => ({ functions: new Set(), entered: false, turns: [] }));
  const each = (bits: number, tell: (draft: Draft) => void): void => eachBit(bits, (i) => tell(drafts[i] as Draft));
  let entered = 0;
  const met = new Int32Array(live.count);
  // Of nodes that wait, the bits that came since they were looked at.
  const fresh = new Int32Array(live.count);
  const waiting: number[] = [];
  const visit = (node: number, bits: number): void => {
    const number = numberOf(live, node);
    let come = bits & ~(met[number] as number);
    if (come === 0 || !compiled(node)) return;
    met[number] = (met[number] as number) | come;
    if (regions.hub >= 0) {
      if ((come & ~entered) !== 0) entered |= come & core(node, number);
      come &= ~(entered & reached(node, number));
      if (come === 0) return;
    }
    if (fresh[number] === 0) waiting.push(node);
    fresh[number] = (fresh[number] as number) | come;
  };
  visit(entry, all);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const number = numberOf(live, node);
    const bits = fresh[number] as number;
    fresh[number] = 0;
    for (let i = nodeSiteStart[node] as number, end = nodeSiteStart[node + 1] as number; i < end; i++) {
      const site = nodeSite[i] as number;
      const fn = siteFunction[site] as number;
      each(bits & (bitOf[siteErrno[site] as number] as number), ({ functions }) => functions.add(fn));
    }
    for (let edge = edgeStart[node] as number, end = edgeStart[node + 1] as number; edge < end; edge++) {
      const target = edgeTarget[edge] as number;
      const filter = edgeFilter[edge] as number;
      const through = bits & (passing[filter] as number);
      // A way beside a body is followed from where the errno can come out all the same.
      if (through !== 0) visit(target, edgeVia[edge] === VIA_BEFORE ? giving(node, through) : through);
      const turned = bits & (turning[filter] as number);
      if (turned === 0) continue;
      each(giving(node, turned), ({ turns }) => {
        for (const errno of filters[filter]?.errnos ?? []) turns.push([target, errno]);
      });
    }
  }
  each(entered, (draft) => {
    draft.entered = true;
  });
  return drafts;
}

/** A walk that asks more often than this gets a table: made each time it took 6 ms of every syscall, never made 150 ms of `ioctl`. */
const SELDOM = 500;

/** The bits of those of the sets that a node is in. */
function bitsOf(pack: Pack, sets: readonly NodeSetView[]): (node: number, number: number) => number {
  const live = liveNodes(pack);
  const bases = [...new Set(sets.map(({ base }) => base))].flatMap((base) => {
    return base === undefined ? [] : [{ base, bits: bitsWhere(sets, (one) => one.base === base) }];
  });
  const tableOf = (): Int32Array => {
    const table = new Int32Array(live.count);
    for (const [i, { listed }] of sets.entries()) {
      for (const node of listed) {
        const number = numberOf(live, node);
        table[number] = (table[number] as number) | (1 << i);
      }
    }
    return table;
  };
  let asked = 0;
  let table: Int32Array | undefined;
  return (node, number) => {
    if (asked++ === SELDOM) table = tableOf();
    let bits = table ? (table[number] as number) : bitsWhere(sets, ({ listed }) => placeIn(listed, node) !== undefined);
    for (const one of bases) if (hasNode(one.base, node)) bits ^= one.bits;
    return bits;
  };
}

/** Of the bits those whose number something holds of. */
function where(bits: number, holds: (bit: number) => boolean): number {
  let held = 0;
  eachBit(bits, (bit) => {
    if (holds(bit)) held |= 1 << bit;
  });
  return held;
}
