/** The measures of accuracy on answers small enough to count by hand. */

import { describe, expect, test } from 'vitest';
import { underFloors } from './accuracy.js';
import { reportText } from './report.js';
import { callRow, caseRow, compiledRow, documentedRow, dynamicRow, parseRows, readRows, returnsRow } from './rows.js';
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
  whatIsBefore,
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

describe('what stands before the true origin', () => {
  const chain = ['entry', 'above', 'true.isra.0'];
  const truth = observed('true.isra.0', { chain });
  const rows = [truth, observed('other'), observed('far', { errno: 'EPERM' })];
  const found = origin('true', 'true', ['entry', 'unseen', 'true']);

  test.each([
    ['a frame that was seen', origin('above'), 'a function above it on its path before it'],
    ['one of our path', origin('unseen'), 'a function above it on its path before it'],
    ['one it leads to', origin('low', 'low', ['entry', 'true', 'low']), 'a function below it on its path before it'],
    ['any other', origin('far', 'far', ['entry', 'far']), 'one of another path before it'],
  ])('is %s, the first that is no true one of the pair', (_, wrong, reason) => {
    expect(whatIsBefore(truth, [origin('other'), wrong, origin('above')], found, rows)).toEqual({ reason, wrong });
  });

  test('is nothing wrong where only true ones do', () => {
    expect(whatIsBefore(truth, [origin('other')], found, rows)).toEqual({
      reason: 'only other true origins of the pair before it',
    });
  });

  test('can be told without the place of the true one', () => {
    const reasonOf = (name: string) => whatIsBefore(truth, [origin(name)], undefined, rows).reason;
    expect(reasonOf('above')).toBe('a function above it on its path before it');
    expect(reasonOf('unseen')).toBe('one of another path before it');
  });
});

describe('a report', () => {
  const miss = (reason: string, subject: string) => ({ reason, subject, text: 'x' });
  const report = {
    kernel: '9.9.1',
    arch: 'x86_64',
    sets: {
      kernels: {
        cases: 4,
        figures: { 'hit@1': 0.5, chain: 0.25 },
        best: { 'hit@1': 0.75 },
        misses: [miss('a', 'm 0'), miss('b', 'm 1'), miss('b', 'm 2'), miss('b', 'm 1'), miss('b', 'm 3')],
      },
    },
    without: ['calls'],
    floors: { kernels: { chain: 0.3 } },
    milliseconds: { median: 1, p99: 2.5 },
    faults: ['500 /v1/x'],
    belowFloor: ['kernels chain 0.25 < 0.3'],
  };

  test('is one table, then misses by reason, the most frequent first', () => {
    expect(reportText(report, 10).split('\n')).toEqual([
      'Linux 9.9.1 x86_64  figure                     value   floor    best',
      'kernels (4)         hit@1                     0.5000          0.7500',
      '                    chain                     0.2500  0.3000',
      'calls               no truth for this kernel',
      'speed               ms median                   1.00',
      '                    ms p99                      2.50',
      '                    faults                         1',
      'under the floor: kernels chain 0.25 < 0.3',
      'fault: 500 /v1/x',
      '',
      'kernels, b: 4',
      '  m 1: x',
      '  m 1: x',
      '  m 2: x',
      '  m 3: x',
      '',
      'kernels, a: 1',
      '  m 0: x',
      '',
    ]);
  });

  test('says how many misses of a reason it leaves out, and shows some from everywhere', () => {
    const text = reportText(report, 2);
    expect(text).toContain('kernels, b: 4\n  m 1: x\n  m 2: x\n  … and 2 more\n');
    expect(text).toContain('kernels, a: 1\n  m 0: x\n');
    expect(reportText(report, 0)).toContain('kernels, b: 4\n  … and 4 more\n');
  });
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

  test('hold what the source and the compiled kernel say', () => {
    expect(readRows('returns-6.1.jsonl.gz', returnsRow)).toHaveLength(2794);
    expect(readRows('calls-6.1.jsonl.gz', callRow)).toHaveLength(12624);
    const functions = readRows('functions-6.1.jsonl.gz', compiledRow);
    expect(functions).toHaveLength(2436);
    for (const { line, end_line } of functions) expect(end_line).toBeGreaterThanOrEqual(line);
    expect(functions.filter(({ errno }) => errno).length).toBeGreaterThan(600);
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
