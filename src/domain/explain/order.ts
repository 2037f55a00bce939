/** Puts functions that were seen into the order in which they call each other, whatever the order of the lines. */
import { textAt } from '../../store/texts.js';
import { type Graph, VIAS } from '../graph.js';
import { labelOf } from '../graph-lookup.js';
import { type Flow, type Way, waysDown } from './flow.js';

/** A function that was seen, as a node of the graph. */
export interface Seen {
  readonly node: number;
  readonly name: string;
  /** Whether it returned the errno; else it was on the stack. */
  readonly returned: boolean;
  /** Where lines and stacks put it: of two that can call each other the one with the greater number is deeper. */
  readonly place: number;
}

export interface Ordered {
  /** Callers first. */
  readonly chain: readonly Seen[];
  /** The edges from the first to the last; with holes where the graph does not join two. */
  readonly edges: readonly number[];
  /** Those that are on no way with the others. */
  readonly aside: readonly Seen[];
}

/** A way that is so many bits less likely than one from further up is none: everything can be reached again through a page that is written. */
const AGAIN = 15;

/**
 * The longest sequence in which each can have the errno from the next one.
 * @param top - the body of the syscall, where that is known: the sequence starts there
 */
export function ordered(flow: Flow, seen: readonly Seen[], top: number | undefined): Ordered {
  const nodes = new Set(seen.map(({ node }) => node));
  const ways = new Map(seen.map(({ node }) => [node, waysDown(flow, node, nodes)] as const));
  const fromTop = top === undefined ? undefined : waysDown(flow, top, nodes);
  const callbacks = callbacksAmong(flow.pack.graph, seen);
  /** Whether one is called by the other through a pointer that it was handed: it lies below, though no way leads there. */
  const isCalledBack = (one: Seen | undefined, by: Seen | undefined): boolean =>
    one !== undefined && by !== undefined && callbacks.get(one.node)?.has(by.name) === true;
  /** Whether one that is above the upper one calls the lower one by a far likelier way: then that lies beside it. */
  const isBeside = (upper: Seen, lower: Seen, { cost }: Way): boolean =>
    seen.some(({ node }) => {
      const from = ways.get(node);
      return from?.has(upper.node) === true && (from.get(lower.node)?.cost ?? cost) + AGAIN < cost;
    });
  const below = (upper: Seen, lower: Seen): Way | undefined => {
    const way = ways.get(upper.node)?.get(lower.node);
    if (way === undefined || upper.node === lower.node || isCalledBack(upper, lower)) return undefined;
    if (upper.place >= lower.place && isBeside(upper, lower, way)) return undefined;
    const back = ways.get(lower.node)?.get(upper.node);
    const isBelow =
      back === undefined || (upper.place === lower.place ? way.cost < back.cost : upper.place < lower.place);
    return isBelow ? way : undefined;
  };
  const best = new Map<Seen, Tail>();
  const busy = new Set<Seen>();
  const tailOf = (one: Seen): Tail => {
    const known = best.get(one);
    if (known !== undefined) return known;
    busy.add(one);
    let tail: Tail = { length: 1, cost: 0, next: undefined };
    for (const lower of seen) {
      const way = busy.has(lower) ? undefined : below(one, lower);
      if (way === undefined) continue;
      const rest = tailOf(lower);
      const other = { length: rest.length + 1, cost: way.cost + rest.cost, next: lower };
      if (isCalledBack(tail.next, lower) && other.length === tail.length) continue;
      if ((isCalledBack(lower, tail.next) && other.length === tail.length) || isBetter(other, tail)) tail = other;
    }
    busy.delete(one);
    best.set(one, tail);
    return tail;
  };
  let start: Seen | undefined;
  let first: Tail | undefined;
  for (const one of seen) {
    const way = fromTop?.get(one.node);
    if (fromTop !== undefined && way === undefined && one.node !== top) continue;
    const rest = tailOf(one);
    const tail = { ...rest, cost: rest.cost + (way?.cost ?? 0) };
    if (first === undefined || isBetter(tail, first)) {
      first = tail;
      start = one;
    }
  }
  const chain: Seen[] = [];
  const edges: number[] = [...(fromTop?.get(start?.node ?? -1)?.edges ?? [])];
  for (let one = start; one !== undefined; one = best.get(one)?.next) {
    const upper = chain.at(-1);
    if (upper !== undefined) edges.push(...(ways.get(upper.node)?.get(one.node)?.edges ?? []));
    chain.push(one);
  }
  const names = new Set(chain.map(({ name }) => name));
  return { chain, edges, aside: seen.filter(({ name }) => !names.has(name)) };
}

/** Of functions that others of them hand on as callbacks: the names of those that they are handed to. */
function callbacksAmong(graph: Graph, seen: readonly Seen[]): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (const { node } of seen) {
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      if (VIAS[graph.edgeVia[edge] as number] !== 'callback') continue;
      const target = graph.edgeTarget[edge] as number;
      const names = found.get(target) ?? new Set();
      found.set(target, names.add(textAt(graph.labels, labelOf(graph, edge))));
    }
  }
  return found;
}

interface Tail {
  readonly length: number;
  readonly cost: number;
  readonly next: Seen | undefined;
}

function isBetter(a: Tail, b: Tail): boolean {
  return a.length > b.length || (a.length === b.length && a.cost < b.cost);
}
