/** Number columns come out of a pack as they went in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startsOf } from '../../src/store/base-match.js';
import { decodeNumbers, encodeNumbers } from '../../src/store/number-coder.js';
import type { CodedNumber, NumberBase } from '../../src/store/number-columns.js';
import { GUARD_LINE_OFFSET, isLeftToCompiler } from '../../src/store/schema.js';

/** A graph of a few functions in a few files, with slots behind them, from random numbers. */
const kernels = fc
  .tuple(fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }), fc.nat(3), fc.infiniteStream(fc.nat(1 << 20)))
  .map(([files, slots, stream]) => {
    const random = (most: number): number => (stream.next().value as number) % most;
    const functions = files.reduce((sum, count) => sum + count, 0);
    const nodes = functions + slots;
    const list = (count: number, make: (i: number) => number): number[] =>
      Array.from({ length: count }, (_, i) => make(i));
    const edgeCount = list(nodes, () => random(4));
    const edges = edgeCount.reduce((sum, count) => sum + count, 0);
    const siteFunction = list(functions, () => random(3)).flatMap((count, fn) => list(count, () => fn));
    const sites = siteFunction.length;
    const flags = list(functions, () => 1 << random(13));
    return {
      ground: { file_functions: files, edge_label: list(edges, () => random(3)) },
      rows: { functions, nodes, edges, sites },
      columns: {
        function_flags: flags,
        function_lines: list(functions, () => 1 + random(65535)),
        function_line: list(functions, () => random(1 << 20)),
        function_callers: list(functions, () => random(65536)),
        function_called: flags.map((one) => (isLeftToCompiler(one) ? random(5) : 0)),
        function_size: flags.map((one) => (isLeftToCompiler(one) ? random(16) : 0)),
        edge_count: edgeCount,
        site_count: list(nodes, () => random(3)),
        site_function: siteFunction,
        site_line: list(sites, () => random(1 << 20)),
        site_kind: list(sites, () => random(9)),
        site_errno: list(sites, () => random(256)),
        site_guard_line: list(sites, () => (random(2) ? 0 : GUARD_LINE_OFFSET - 50 + random(100))),
        site_traits: list(sites, () => random(64)),
        edge_target: list(edges, () => random(nodes)),
        edge_via: list(edges, () => random(8)),
        edge_line: list(edges, () => (random(3) ? random(1 << 20) : 0)),
        edge_filter: list(edges, () => random(600)),
      },
    };
  });

type Columns = Readonly<Record<CodedNumber, readonly number[]>>;

/** One value in five is another one, as far as what is fixed elsewhere (counts, whose site it is) allows it. */
function changedColumns(columns: Columns, nodes: number, stream: Iterator<number>): Columns {
  const fixed = ['site_function', 'edge_count', 'site_count', 'function_flags', 'function_called', 'function_size'];
  const most: Partial<Record<CodedNumber, number>> = {
    edge_target: nodes,
    site_errno: 256,
    site_traits: 64,
    edge_filter: 600,
  };
  const changed = Object.entries(columns).map(([name, values]) => [
    name,
    values.map((value) => {
      const dice = stream.next().value as number;
      if (dice > 19 || fixed.includes(name) || name === 'site_guard_line') return value;
      return (value + dice) % (most[name as CodedNumber] ?? 1000);
    }),
  ]);
  return Object.fromEntries(changed) as Columns;
}

/** The kernel itself as a base: each row stands for the one in its place. */
function baseOf(columns: Columns, functions: number, nodes: number, siteOf: Int32Array): NumberBase {
  const ids = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);
  const perFunction = ids(functions).map((fn) => columns.site_function.filter((one) => one === fn).length);
  return {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, Int32Array.from(values)]),
    ) as NumberBase['columns'],
    edgeStart: startsOf(columns.edge_count),
    siteStart: startsOf(perFunction),
    functionOf: ids(functions),
    nodeOf: ids(nodes),
    nodeFor: ids(nodes),
    errnoFor: ids(256),
    filterFor: ids(600),
    siteOf,
  };
}

describe('number columns', () => {
  test('any columns are read back', () => {
    fc.assert(
      fc.property(kernels, ({ ground, rows, columns }) => {
        const back = decodeNumbers(encodeNumbers(ground, columns), ground, rows);
        for (const [name, values] of Object.entries(columns)) {
          expect([name, ...back[name as keyof typeof back]]).toEqual([name, ...values]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('any columns are read back against those of another kernel, which cost next to nothing where they are the same', () => {
    fc.assert(
      fc.property(kernels, fc.infiniteStream(fc.nat(99)), ({ ground, rows, columns }, stream) => {
        const own = changedColumns(columns, rows.nodes, stream);
        const of = (siteOf: Int32Array): NumberBase => baseOf(columns, rows.functions, rows.nodes, siteOf);
        const sites = Int32Array.from(own.site_kind, (kind, site) =>
          kind === columns.site_kind[site] && own.site_errno[site] === columns.site_errno[site] ? site : -1,
        );
        const found = new Int32Array(rows.sites).fill(-1);
        const back = decodeNumbers(encodeNumbers(ground, own, of(sites)), ground, rows, of(found));
        for (const [name, values] of Object.entries(own)) {
          expect([name, ...back[name as keyof typeof back]]).toEqual([name, ...values]);
        }
        expect([...found]).toEqual([...sites]);
        const same = Int32Array.from({ length: rows.sites }, (_, site) => site);
        const [alone, against] = [encodeNumbers(ground, columns), encodeNumbers(ground, columns, of(same))];
        if (alone.length > 100) expect(against.length).toBeLessThan(alone.length / 2);
      }),
      { numRuns: 6 },
    );
  });

  test('what is cut off is never read as it was', () => {
    const columns = {
      function_flags: [1, 1, 1],
      function_lines: [7, 9, 100],
      function_line: [3, 12, 30],
      function_callers: [1, 2, 3],
      function_called: [1, 4, 3],
      function_size: [2, 9, 15],
      edge_count: [1, 1, 0],
      site_count: [0, 0, 1],
      site_function: [2],
      site_line: [40],
      site_kind: [0],
      site_errno: [22],
      site_guard_line: [GUARD_LINE_OFFSET + 1],
      site_traits: [3],
      edge_target: [1, 2],
      edge_via: [0, 0],
      edge_line: [4, 13],
      edge_filter: [0, 0],
    };
    const ground = { file_functions: [3], edge_label: [0, 0] };
    const rows = { functions: 3, nodes: 3, edges: 2, sites: 1 };
    const bytes = encodeNumbers(ground, columns);
    let found: unknown;
    try {
      const back = decodeNumbers(bytes.subarray(0, 8), ground, rows);
      found = Object.fromEntries(Object.entries(back).map(([name, values]) => [name, [...values]]));
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(found).not.toEqual(columns);
  });
});
