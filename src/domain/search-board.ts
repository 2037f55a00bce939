/** The states of a search, and how each is reached best. */

import type { LiveNodes } from './live-nodes.js';
import { numberOf, numbersOf } from './node-numbers.js';

/**
 * A node, the errno that is looked for there, and the layer: 1 behind code that the context names, as a way that passes
 * through such code and one that does not are two ways. States of the errno that was asked for have fixed numbers (the node's
 * number + layer × their count); those of others, behind rewrites, are few, and are numbered as they are met.
 */
export type State = number;

/** For each state how it is reached best; valid where `stamp` is the current round's: `round`, or one more once it is settled. */
export interface Board {
  /** The nodes that a search can meet. */
  live: LiveNodes;
  /** The errno that was asked for, and the number of states that look for it. */
  main: number;
  fixed: number;
  round: number;
  stamp: Uint32Array;
  cost: Float64Array;
  from: Int32Array;
  edge: Int32Array;
  /** The states of other errnos in this round, from `fixed` on. */
  readonly numbers: Map<number, State>;
  readonly others: Parts[];
  /** The errnos that are looked for in this round, the main one first. */
  readonly errnos: Set<number>;
}

interface Parts {
  readonly node: number;
  readonly layer: number;
  readonly errno: number;
}

/** States of other errnos for which there is room at first. */
const ROOM = 1 << 14;

/** One for all packs, as wide as was needed so far: searches do not wait, so that there is one at a time. */
const BOARD: Board = {
  live: { ...numbersOf(new Uint32Array(0)), nodes: new Uint32Array(0) },
  ...{ main: -1, fixed: 0, round: 0 },
  ...columns(0),
  ...{ numbers: new Map(), others: [], errnos: new Set() },
};

/** The board, wiped, for nodes that can be met. What it held for the search before is lost. */
export function freshBoard(live: LiveNodes, main: number, layered: boolean): Board {
  const board = BOARD;
  board.live = live;
  board.fixed = board.live.count * (layered ? 2 : 1);
  // Of a new board all stamps are 0, which no round has.
  if (board.stamp.length < board.fixed + ROOM) Object.assign(board, columns(board.fixed + ROOM));
  board.round = (board.round + 2) >>> 0;
  if (board.round === 0) restart(board);
  board.main = main;
  board.numbers.clear();
  board.others.length = 0;
  board.errnos.clear();
  board.errnos.add(main);
  return board;
}

/** Rounds are counted in 32 bits. */
function restart(board: Board): void {
  board.stamp.fill(0);
  board.round = 2;
}

function columns(states: number): Pick<Board, 'stamp' | 'cost' | 'from' | 'edge'> {
  return {
    stamp: new Uint32Array(states),
    cost: new Float64Array(states),
    from: new Int32Array(states),
    edge: new Int32Array(states),
  };
}

/** The state of a node that has edges or sites; one of another errno gets its number here. */
export function stateOf(board: Board, node: number, layer: number, errno: number): State {
  const number = numberOf(board.live, node);
  const { count } = board.live;
  if (errno === board.main) return number + layer * count;
  const key = (errno * 2 + layer) * count + number;
  const known = board.numbers.get(key);
  if (known !== undefined) return known;
  const state = board.fixed + board.others.length;
  board.others.push({ node, layer, errno });
  board.errnos.add(errno);
  board.numbers.set(key, state);
  if (state === board.stamp.length) grow(board);
  return state;
}

function grow(board: Board): void {
  const wider = columns(board.stamp.length * 2 - board.fixed);
  for (const name of ['stamp', 'cost', 'from', 'edge'] as const) wider[name].set(board[name]);
  Object.assign(board, wider);
}

/** The node of a state. Asked for each part apart, no object is made for a state: a search looks at a thousand. */
export function nodeOf({ live: { nodes, count }, fixed, others }: Board, state: State): number {
  if (state >= fixed) return (others[state - fixed] as Parts).node;
  return nodes[state < count ? state : state - count] as number;
}

/** Its layer: 1 behind code that the context names. */
export function layerOf({ live: { count }, fixed, others }: Board, state: State): number {
  if (state >= fixed) return (others[state - fixed] as Parts).layer;
  return state < count ? 0 : 1;
}

/** The errno that it looks for. */
export function errnoOf({ fixed, others, main }: Board, state: State): number {
  return state < fixed ? main : (others[state - fixed] as Parts).errno;
}

/** Whether a way into a state is known. */
export function isReached({ stamp, round }: Board, state: State): boolean {
  return (stamp[state] as number) >= round;
}

/** Whether the best way into a state is known. */
export function isSettled({ stamp, round }: Board, state: State): boolean {
  return stamp[state] === round + 1;
}

export function settle(board: Board, state: State): void {
  board.stamp[state] = board.round + 1;
}

/** Notes a way into a state. */
export function reach(board: Board, state: State, from: State, edge: number, cost: number): void {
  board.stamp[state] = board.round;
  board.from[state] = from;
  board.edge[state] = edge;
  board.cost[state] = cost;
}
