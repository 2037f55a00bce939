/** The measures of accuracy on answers small enough to count by hand. */

import { describe, expect, test } from 'vitest';
import { underFloors } from './accuracy.js';
import { reportText } from './report.js';
import { caseRow, documentedRow, dynamicRow, parseRows, readRows } from './rows.js';
import {
  type AnsweredOrigin,
  baseName,
  bestAt,
  chainOf,
  hitAt,
  type Observed,
  rankOf,
  share,
  timing,
} from './score.js';

const origin = (name: string, probe = name, ...routes: string[][]): AnsweredOrigin => {
  const [path = [], ...alternatives] = routes.map((route) => route.map((frame) => ({ function: frame })));
  return { function: name, probe: { symbol: probe }, path, alternatives };
};

const observed = (name: string, more: Partial<Observed> = {}): Observed => ({
  syscall: 'mount',
  errno: 'ENOSPC',
  origin: name,
  chain: ['__x64_sys_mount', name],
  inlined_candidates: [],
  ...more,
});

describe('the name of a clone', () => {
  test.each([
    ['attach.isra.0', 'attach'],
    ['attach.constprop.0.isra.0', 'attach'],
    ['attach.part.0.cold', 'attach'],
    ['attach.llvm.123', 'attach'],
    ['attach', 'attach'],
    ['.isra.0', '.isra.0'],
  ])('%s is %s', (symbol, name) => {
    expect(baseName(symbol)).toBe(name);
  });
});

describe('the place of the true origin', () => {
  const origins = [origin('first'), origin('second', 'above.isra.0'), origin('inner')];

  test('is that of the function, of what it is seen in, or of what is inlined into it', () => {
    expect(rankOf(observed('first'), origins)).toBe(1);
    expect(rankOf(observed('second.cold'), origins)).toBe(2);
    expect(rankOf(observed('above'), origins)).toBe(2);
    expect(rankOf(observed('outer', { inlined_candidates: ['inner.part.0'] }), origins)).toBe(3);
  });

  test('is 0 where it is missing', () => {
    expect(rankOf(observed('else'), origins)).toBe(0);
    expect(rankOf(observed('first'), [])).toBe(0);
  });
});

test('a chain is found in the path and its alternatives, its entry not counted', () => {
  const chain = ['__x64_sys_mount', 'path_mount', 'graft.isra.0', 'gone', 'count'];
  const hit = origin('count', 'count', ['entry', 'path_mount', 'count'], ['entry', 'graft', 'count']);
  expect(chainOf(observed('count', { chain }), hit)).toEqual({ frames: 4, lost: ['gone'] });
});

test('hits count ranks from 1 to k', () => {
  const ranks = [1, 2, 5, 6, 0, 21];
  expect([1, 5, 20, 100].map((k) => hitAt(k, ranks))).toEqual([0.1667, 0.5, 0.6667, 0.8333]);
  expect(hitAt(1, [])).toBe(0);
});

test('a perfect order cannot have two origins of one pair first', () => {
  const rows = [observed('a'), observed('b'), observed('c', { errno: 'EPERM' })];
  expect(bestAt(1, rows)).toBe(share(2, 3));
  expect(bestAt(2, rows)).toBe(1);
});

test('times are given as median and 99th percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(timing(hundred)).toEqual({ median: 51, p99: 100 });
  expect(timing([3])).toEqual({ median: 3, p99: 3 });
  expect(timing([])).toEqual({ median: 0, p99: 0 });
});

test('a figure under its floor is named, and one that was not measured too', () => {
  const sets = { x: { cases: 1, figures: { covered: 0.9 }, misses: [] } };
  expect(underFloors(sets, { x: { covered: 0.9 } })).toEqual([]);
  expect(underFloors(sets, { x: { covered: 0.91, 'hit@1': 0.1 }, y: { covered: 0 } })).toEqual([
    'x covered 0.9 < 0.91',
    'x hit@1 not measured < 0.1',
    'y covered not measured < 0',
  ]);
});

test('a report groups misses by reason and says how many it leaves out', () => {
  const miss = (reason: string, text: string) => ({ reason, syscall: 'mount', errno: 'EIO', text });
  const text = reportText(
    {
      kernel: '9.9.1',
      arch: 'x86_64',
      sets: {
        kernels: { cases: 3, figures: { chain: 0.5 }, misses: [miss('b', '1'), miss('a', '2'), miss('b', '3')] },
      },
      milliseconds: { median: 1, p99: 2.5 },
      faults: ['500 /v1/x'],
      belowFloor: [],
    },
    1,
  );
  expect(text.split('\n')).toEqual([
    'Linux 9.9.1 x86_64  figure      value',
    'kernels (3)         chain      0.5000',
    'speed               ms median    1.00',
    '                    ms p99       2.50',
    '                    faults          1',
    'fault: 500 /v1/x',
    '',
    'kernels, a: 1',
    '  mount EIO: 2',
    '',
    'kernels, b: 2',
    '  mount EIO: 1',
    '  … and 1 more',
    '',
  ]);
});

describe('the truth files', () => {
  test.each(['dynamic-6.1.jsonl', 'dynamic-6.12.jsonl'])('%s holds what kernels did', (file) => {
    const rows = readRows(file, dynamicRow);
    expect(rows.length).toBeGreaterThan(250);
    for (const row of rows) {
      expect(row.chain[0]).toBe(row.entry);
      expect(row.chain.at(-1)).toBe(row.origin);
    }
  });

  test('hold each documented pair and each incident once', () => {
    const pairs = readRows('man-errors-dev.jsonl', documentedRow).map(({ syscall, errno }) => `${syscall} ${errno}`);
    const ids = readRows('cases-dev.jsonl', caseRow).map(({ id }) => id);
    expect(pairs.length).toBeGreaterThan(600);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are refused by file and line where a row does not fit', () => {
    const good = '{"syscall":"mount","errno":"EIO","page":"mount(2)"}';
    expect(parseRows(`${good}\n\n`, 'x.jsonl', documentedRow)).toHaveLength(1);
    expect(() => parseRows(`${good}\n{"syscall":"mount","errno":"5"}`, 'x.jsonl', documentedRow)).toThrow(
      /^x\.jsonl:2: /,
    );
    expect(() => parseRows('{"syscall":', 'x.jsonl', documentedRow)).toThrow(/^x\.jsonl:1: /);
  });
});
