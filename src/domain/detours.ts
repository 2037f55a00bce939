/** Other routes to an origin than the likeliest one. */

import { NODE_KINDS } from './graph.js';
import { kindOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { callersOf } from './reach.js';
import { type FoundOrigin, routeTo, type SearchResult, type Step, type Way } from './search.js';
import { type Board, errnoOf, isSettled, layerOf, type State, stateOf } from './search-board.js';
import { soughtBehind } from './turns.js';

const KIND_FUNCTION = NODE_KINDS.indexOf('function');

/** Ways into one state that are looked at for other routes. */
const MAX_DETOURS = 5;

/** How much less likely than the likeliest origin another route can be, in bits: what is beyond that is met by nobody. */
const DETOURS_WITHIN = 14;

/** Up to `limit` other routes to an origin, best first: each leaves the best one at some node by another way in. */
export function detoursTo(pack: Pack, result: SearchResult, origin: FoundOrigin, limit: number): Step[][] {
  if (limit === 0) return [];
  const { board } = result;
  const main = routeTo(result, origin.state);
  const total = board.cost[origin.state] as number;
  const most = (result.found[0] ?? origin).cost + DETOURS_WITHIN - (origin.cost - total);
  const candidates: { readonly at: number; readonly from: number; readonly edge: number; readonly cost: number }[] = [];
  for (let at = main.length - 1; at > 0; at--) {
    const step = main[at] as Step;
    const rest = total - (board.cost[step.state] as number);
    for (const { from, edge, cost } of waysInto(pack, result, step)) {
      if (rest + cost > most) break;
      candidates.push({ from, edge, at, cost: rest + cost });
    }
  }
  candidates.sort((a, b) => a.cost - b.cost || b.at - a.at || a.from - b.from);
  const seen = new Set([signature(pack, main)]);
  const kept: Step[][] = [];
  for (const { at, from, edge } of candidates) {
    const joined = main[at] as Step;
    const steps = [...routeTo(result, from), { node: joined.node, edge, state: joined.state }, ...main.slice(at + 1)];
    if (hasCircle(steps)) continue;
    const key = signature(pack, steps);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(steps);
    if (kept.length === limit) break;
  }
  return kept;
}

function hasCircle(steps: readonly Step[]): boolean {
  const nodes = new Set<number>();
  for (const { node } of steps) nodes.add(node);
  return nodes.size !== steps.length;
}

/** Reached states that lead to a step's by another edge than the best one, cheapest first. */
function waysInto(pack: Pack, result: SearchResult, at: Step): readonly Way[] {
  const known = result.ways.get(at.state);
  if (known) return known;
  const { board, context } = result;
  const { graph, costs } = pack;
  const callers = callersOf(pack);
  const layer = layerOf(board, at.state);
  const errno = errnoOf(board, at.state);
  const ways: Way[] = [];
  const same = [errno];
  const note = (edge: number, from: State): void => {
    if (!isSettled(board, from)) return;
    const cost = (board.cost[from] as number) + (costs.edge[edge] as number);
    let place = ways.length;
    while (place > 0 && isCheaper(cost, from, ways[place - 1] as Way)) place--;
    if (place === MAX_DETOURS) return;
    ways.splice(place, 0, { from, edge, cost });
    if (ways.length > MAX_DETOURS) ways.pop();
  };
  for (let i = callers.start[at.node] as number; i < (callers.start[at.node + 1] as number); i++) {
    const edge = callers.edge[i] as number;
    if (edge === at.edge) continue;
    const caller = callers.from[i] as number;
    const before = graph.edgeFilter[edge] === 0 ? same : turnedInto(pack, board, edge, errno);
    for (const one of before) {
      // Into code that is named a way can also lead from before it.
      if (layer > 0 && context?.leads(edge)) note(edge, stateOf(board, caller, 0, one));
      note(edge, stateOf(board, caller, layer, one));
    }
  }
  result.ways.set(at.state, ways);
  return ways;
}

function isCheaper(cost: number, from: State, other: Way): boolean {
  return cost < other.cost || (cost === other.cost && from < other.from);
}

/** The errnos that were looked for and that an edge lets through as another one, or as what it is. */
function turnedInto({ graph }: Pack, board: Board, edge: number, errno: number): readonly number[] {
  return [...board.errnos].filter((one) => soughtBehind(graph, edge, one).includes(errno));
}

/** Routes through the same functions are the same to a reader. */
function signature(pack: Pack, steps: readonly Step[]): string {
  const { graph } = pack;
  let text = '';
  for (const { node } of steps) if (kindOf(graph, node) === KIND_FUNCTION) text += `${node} `;
  return text;
}
