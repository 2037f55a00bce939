/** Edges in flat columns: the same as a map for each node, whatever is added and replaced. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendEdge,
  type Edge,
  edgeGet,
  edgeTable,
  findEdge,
  firstEdge,
  nextEdge,
  replaceEdge,
  targetsOf,
} from '../../indexer/link/edge-table.js';

const NODES = 40;
const node = fc.nat(NODES - 1);
const edge: fc.Arbitrary<Edge> = fc.record({
  from: node,
  target: node,
  turn: fc.constantFrom(0, 0, 3, 7),
  via: fc.nat(5),
  line: fc.nat(9999),
  label: fc.nat(99),
  filter: fc.nat(9),
  commands: fc.nat(9),
  table: fc.integer({ min: -1, max: 99 }),
});

test('edges are found by their nodes and turn, and come in the order in which they were added', () => {
  fc.assert(
    fc.property(fc.array(edge, { minLength: 1, maxLength: 4000, size: 'max' }), (edges) => {
      const table = edgeTable();
      const model = Array.from({ length: NODES }, () => new Map<string, Edge>());
      for (const one of edges) {
        const id = findEdge(table, one.from, one.target, one.turn);
        const known = model[one.from] as Map<string, Edge>;
        const key = `${one.target} ${one.turn}`;
        expect(id >= 0).toBe(known.has(key));
        if (id < 0) appendEdge(table, one);
        else replaceEdge(table, id, one);
        known.set(key, one);
      }
      model.forEach((known, from) => {
        const lines: number[] = [];
        for (let id = firstEdge(table, from); id >= 0; id = nextEdge(table, id)) lines.push(edgeGet(table, id, 'line'));
        expect(lines).toEqual([...known.values()].map(({ line }) => line));
        expect(targetsOf(table, from)).toEqual([...known.values()].map(({ target }) => target));
      });
    }),
    { numRuns: 20 },
  );
});

test('a node beyond all that have edges has none', () => {
  expect(firstEdge(edgeTable(), 1_000_000)).toBe(-1);
});

test('an edge that takes the place of another one forgets the tables of that one', () => {
  const table = edgeTable();
  const one: Edge = { from: 1, target: 2, turn: 0, via: 0, line: 3, label: 0, filter: 0, commands: 0, table: 4 };
  appendEdge(table, one);
  table.otherTables.set(0, [5]);
  replaceEdge(table, 0, { ...one, table: 6 });
  expect(table.otherTables.has(0)).toBe(false);
  expect(edgeGet(table, 0, 'table')).toBe(6);
});
