/** A way down from the body that was seen, as a change to the costs of a search. */

import { textAt } from '../store/texts.js';
import type { Start } from './command-way.js';
import { functionRows } from './function-rows.js';
import { VIAS } from './graph.js';
import { labelOf, ownerOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import type { Context } from './search-context.js';

/** What a step off the way costs, and an origin that is not at its end or below. */
const OFF_THE_WAY = 40;

const CALLBACK = VIAS.indexOf('callback');

/**
 * The way that was seen is free, and what lies at its end or below comes first.
 * @param way - edges of the graph, each starting where the one before leads
 * @param passing - whether what returned is below the end of the way
 */
export async function seenContext(
  pack: Pack,
  { entry }: Start,
  way: readonly number[],
  passing: boolean,
): Promise<Context> {
  const { graph } = pack;
  const nodes = [entry, ...way.map((edge) => graph.edgeTarget[edge] as number)];
  const end = nodes.at(-1) as number;
  const last = way.at(-1);
  const next = new Map(way.map((edge, i) => [nodes[i] as number, edge]));
  const handed = await handedDown(pack, nodes);
  return {
    asked: new Set(),
    names: (node) => node === end && last === undefined,
    leads: (edge) => edge === last || handed.has(edge),
    step: (from, edge) => {
      const seen = next.get(from);
      return seen === undefined || handed.has(edge) ? 0 : seen === edge ? -OFF_THE_WAY : OFF_THE_WAY;
    },
    origin: (fn, _sites, passed) => (passed && !(passing && fn === ownerOf(graph, end)) ? 0 : OFF_THE_WAY),
  };
}

/**
 * Edges to the functions that those on the way hand to one further down: it calls them, so that they are below it, although they
 * hang at who handed them over.
 */
async function handedDown(pack: Pack, nodes: readonly number[]): Promise<ReadonlySet<number>> {
  const { graph } = pack;
  const owners = nodes.map((node) => ownerOf(graph, node));
  const rows = await functionRows(pack, new Set(owners.filter((owner) => owner >= 0)));
  const edges = new Set<number>();
  const below = new Set<string>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as number;
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      if (graph.edgeVia[edge] === CALLBACK && below.has(textAt(graph.labels, labelOf(graph, edge)))) edges.add(edge);
    }
    const name = rows.get(owners[i] as number)?.name;
    if (name !== undefined) below.add(name);
  }
  return edges;
}
