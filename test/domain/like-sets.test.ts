/** Sets that are kept by their differences are those that went in. */
import { expect, test } from 'vitest';
import {
  inLikeSet,
  inView,
  likeSet,
  likeSets,
  likeSetView,
  NO_NODES,
  viewOf,
  wholeSet,
} from '../../src/domain/like-sets.js';
import { addNode, countNodes, hasNode, type NodeSet } from '../../src/domain/node-set.js';

const NODES = 500;

function setOf(holds: (node: number) => boolean): NodeSet {
  const set = new Uint32Array((NODES + 31) >>> 5);
  for (let node = 0; node < NODES; node++) if (holds(node)) addNode(set, node);
  return set;
}

const SETS = new Map([
  [3, setOf((node) => node % 3 !== 0)],
  [7, setOf((node) => node % 3 !== 0 || node === 33)],
  [9, setOf((node) => node % 3 !== 0 && node !== 31 && node !== 499)],
  [12, setOf(() => false)],
  [14, setOf((node) => node === 0 || node === 32)],
  [15, setOf(() => true)],
]);

test('each set comes back, and so does each of its nodes', () => {
  const kept = likeSets(SETS);
  for (const [number, set] of SETS) {
    expect(likeSet(kept, number), `${number}`).toEqual(set);
    for (let node = 0; node < NODES; node++) expect(inLikeSet(kept, number, node)).toBe(hasNode(set, node));
  }
});

test('a view of a set has its nodes and its size, without it', () => {
  const kept = likeSets(SETS);
  for (const [number, set] of SETS) {
    const view = likeSetView(kept, number) ?? NO_NODES;
    for (const one of [view, viewOf(set)]) {
      expect(one.size).toBe(countNodes(set));
      expect(wholeSet(one, set.length)).toEqual(set);
      for (let node = 0; node < NODES; node++) expect(inView(one, node)).toBe(hasNode(set, node));
    }
  }
  expect(likeSetView(kept, 4)).toBeUndefined();
  expect(wholeSet(NO_NODES, 3)).toEqual(new Uint32Array(3));
});

test('the one that others are like is of the many, where most sets are small and alike only in being so', () => {
  const small = Array.from({ length: 6 }, (_, i) => [i, setOf((node) => node % 50 === i)] as const);
  const large = Array.from({ length: 4 }, (_, i) => [10 + i, setOf((node) => node % 2 === 0 || node === i)] as const);
  const { differs } = likeSets(new Map([...small, ...large]));
  expect(Object.keys(differs)).toEqual(['10', '11', '12', '13']);
  expect(Math.max(...Object.values(differs).map(({ length }) => length))).toBeLessThanOrEqual(2);
});

test('of sets that are much alike only the differences are kept, of small ones their nodes', () => {
  const { differs, few } = likeSets(SETS);
  const lengths = Object.values({ ...differs, ...few }).map(({ length }) => length);
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(NODES / 2 + 10);
  expect(Object.keys(few)).toEqual(['12', '14']);
});

test('a set that came out is its own: what is done to it changes no other', () => {
  const kept = likeSets(SETS);
  const one = likeSet(kept, 3) as NodeSet;
  addNode(one, 0);
  expect(likeSet(kept, 3)).toEqual(SETS.get(3));
});

test('a number that no set has', () => {
  const kept = likeSets(SETS);
  expect(likeSet(kept, 4)).toBeUndefined();
  expect(inLikeSet(kept, 4, 1)).toBeUndefined();
  expect(likeSet(likeSets(new Map()), 4)).toBeUndefined();
});
