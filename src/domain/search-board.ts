/** The states of a search, and how each is reached best. */

import type { Pack } from './pack.js';

/**
 * A node, the errno that is looked for there, and the layer: 1 behind code that the context names, as a way that passes
 * through such code and one that does not are two ways. States of the errno that was asked for have fixed numbers (node +
 * layer × number of nodes); those of others, behind rewrites, are few, and are numbered as they are met.
 */
export type State = number;

/** For each state how it is reached best; valid where `stamp` is the current round's. */
export interface Board {
  readonly nodes: number;
  /** The errno that was asked for, and the number of states that look for it. */
  main: number;
  readonly fixed: number;
  round: number;
  stamp: Uint32Array;
  settled: Uint32Array;
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

/** The board of a pack, wiped. */
export function freshBoard(pack: Pack, main: number, layered: boolean): Board {
  const board = pack.memory.recall('board', String(layered), 2, (): Board => {
    const { nodes } = pack.graph;
    const fixed = nodes * (layered ? 2 : 1);
    return {
      nodes,
      main,
      fixed,
      round: 0,
      ...columns(fixed + ROOM),
      numbers: new Map(),
      others: [],
      errnos: new Set(),
    };
  });
  board.round++;
  board.main = main;
  board.numbers.clear();
  board.others.length = 0;
  board.errnos.clear();
  board.errnos.add(main);
  return board;
}

function columns(states: number): Pick<Board, 'stamp' | 'settled' | 'cost' | 'from' | 'edge'> {
  return {
    stamp: new Uint32Array(states),
    settled: new Uint32Array(states),
    cost: new Float64Array(states),
    from: new Int32Array(states),
    edge: new Int32Array(states),
  };
}

/** The state of a node; one of another errno gets its number here. */
export function stateOf(board: Board, node: number, layer: number, errno: number): State {
  if (errno === board.main) return node + layer * board.nodes;
  const key = (errno * 2 + layer) * board.nodes + node;
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
  const before = board.stamp.length;
  const wider = columns(before * 2 - board.fixed);
  for (const name of ['stamp', 'settled', 'cost', 'from', 'edge'] as const) wider[name].set(board[name]);
  Object.assign(board, wider);
}

/** The node of a state. */
export function nodeOf({ nodes, fixed, others }: Board, state: State): number {
  return state < fixed ? state % nodes : (others[state - fixed] as Parts).node;
}

/** What a state stands for. */
export function partsOf(board: Board, state: State): Parts {
  const known = state < board.fixed ? undefined : board.others[state - board.fixed];
  if (known) return known;
  const node = state % board.nodes;
  return { node, layer: (state - node) / board.nodes, errno: board.main };
}

/** Notes a way into a state. */
export function reach(board: Board, state: State, from: State, edge: number, cost: number): void {
  board.stamp[state] = board.round;
  board.from[state] = from;
  board.edge[state] = edge;
  board.cost[state] = cost;
}
