/** Which errnos each node of the graph can give: the closure of the return-flow graph, as a set of bits a node. */

import { FIRST_ANY } from '../../store/sources.js';
import type { Arch } from '../arch.js';
import { type Graph, NODE_KINDS, VIAS } from '../graph.js';
import { kindOf, ownerOf } from '../graph-lookup.js';
import { compiledFor } from './function-names.js';

export interface ReturnSetOptions {
  /** Leaves out functions that this arch does not compile; all arches together without it. */
  readonly arch?: Arch;
  /** Slots of ops tables that more functions can stand in give nothing: whoever calls one would seem to return all. */
  readonly opsFanOut: number;
  /** Also what callees give whose result is only tested (`test`). */
  readonly tested?: boolean;
  /** Also what functions write that translate whatever another side says: see `MOST_WRITTEN`. */
  readonly translated?: boolean;
  /** Also errnos from outside, which can be any, and what is set beside the body of a syscall. */
  readonly outside?: boolean;
}

/** Node `n` has the bits `bits[n * words … (n + 1) * words - 1]`; bit `i` of them is errno id `i`. */
export interface ReturnSets {
  readonly words: number;
  readonly bits: Uint32Array;
}

const VIA_TEST = VIAS.indexOf('test');
const VIA_BEFORE = VIAS.indexOf('before');
const KIND_OPS = NODE_KINDS.indexOf('ops');

/** Slots of ops tables with more functions than this say too little about each of their callers. */
export const OPS_FAN_OUT = 4;

/**
 * A function that writes more errnos than this translates the words of a server (`p9_errstr2errno` has a hundred): who could
 * be answered by one seems to return everything.
 */
const MOST_WRITTEN = 48;

/**
 * Own sites and what comes along edges, as far as their filters let it, until nothing changes. An edge whose result is only
 * tested (`test`) brings nothing. Nodes are taken callees first, so that only recursion needs another round.
 */
export function returnSets(
  graph: Graph,
  { arch, opsFanOut, tested = false, translated = false, outside = false }: ReturnSetOptions,
): ReturnSets {
  const most = outside
    ? FIRST_ANY - 1
    : graph.siteErrno.reduce((id, one) => (one < FIRST_ANY ? Math.max(id, one) : id), 0);
  const words = (most >>> 5) + 1;
  const bits = new Uint32Array(graph.nodes * words);
  const compiled = compiledFor(graph, arch);
  const gives = (node: number): boolean => {
    const owner = ownerOf(graph, node);
    if (owner >= 0 && !compiled(owner)) return false;
    return kindOf(graph, node) !== KIND_OPS || fanOut(graph, node) <= opsFanOut;
  };
  const order = calleesFirst(graph).filter(gives);
  for (const node of order) if (translated || !translates(graph, node)) addSites(graph, node, words, bits, outside);
  const masks = graph.filters.map((filter) => maskOf(filter, words));
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      for (let i = graph.edgeStart[node] as number; i < (graph.edgeStart[node + 1] as number); i++) {
        if ((graph.edgeVia[i] === VIA_TEST && !tested) || (graph.edgeVia[i] === VIA_BEFORE && !outside)) continue;
        const from = (graph.edgeTarget[i] as number) * words;
        const mask = masks[graph.edgeFilter[i] as number];
        for (let word = 0; word < words; word++) {
          const at = node * words + word;
          const before = bits[at] as number;
          const after = (before | ((bits[from + word] as number) & (mask?.[word] ?? 0))) >>> 0;
          if (after === before) continue;
          bits[at] = after;
          changed = true;
        }
      }
    }
  }
  return { words, bits };
}

/** Ids of the errnos in a node's set, in order. */
export function* errnosOf({ words, bits }: ReturnSets, node: number): Generator<number> {
  for (let word = 0; word < words; word++) {
    for (let rest = bits[node * words + word] as number; rest !== 0; rest &= rest - 1)
      yield word * 32 + 31 - Math.clz32(rest & -rest);
  }
}

function fanOut(graph: Graph, node: number): number {
  return (graph.edgeStart[node + 1] as number) - (graph.edgeStart[node] as number);
}

function translates(graph: Graph, node: number): boolean {
  const start = graph.nodeSiteStart[node] as number;
  const end = graph.nodeSiteStart[node + 1] as number;
  if (end - start <= MOST_WRITTEN) return false;
  const written = new Set<number>();
  for (let i = start; i < end; i++) written.add(graph.siteErrno[graph.nodeSite[i] as number] as number);
  return written.size > MOST_WRITTEN;
}

function addSites(graph: Graph, node: number, words: number, bits: Uint32Array, outside: boolean): void {
  for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
    const errno = graph.siteErrno[graph.nodeSite[i] as number] as number;
    if (errno >= FIRST_ANY) {
      if (outside) bits.fill(0xffffffff, node * words, (node + 1) * words);
      continue;
    }
    const at = node * words + (errno >>> 5);
    bits[at] = (bits[at] as number) | (1 << (errno & 31));
  }
}

function maskOf({ mode, errnos }: Graph['filters'][number], words: number): Uint32Array {
  const mask = new Uint32Array(words);
  // What an errno is turned into is a site of the caller.
  if (mode === 'turn') return mask;
  for (const errno of errnos)
    if (errno >>> 5 < words) mask[errno >>> 5] = (mask[errno >>> 5] as number) | (1 << (errno & 31));
  return mode === 'only' ? mask : mask.map((word) => ~word);
}

/** All nodes in the order in which a depth-first walk leaves them. */
function calleesFirst(graph: Graph): readonly number[] {
  const order: number[] = [];
  const next = graph.edgeStart.slice(0, graph.nodes);
  const seen = new Uint8Array(graph.nodes);
  const path: number[] = [];
  for (let start = 0; start < graph.nodes; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    path.push(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = next[node] as number;
      if (edge === graph.edgeStart[node + 1]) {
        order.push(node);
        path.pop();
        continue;
      }
      next[node] = edge + 1;
      const target = graph.edgeTarget[edge] as number;
      if (seen[target]) continue;
      seen[target] = 1;
      path.push(target);
    }
  }
  return order;
}
