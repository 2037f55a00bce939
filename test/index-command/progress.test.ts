/** Progress lines, drawn by a clock that the test moves. */

import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount, formatSeconds } from '../../indexer/amounts.js';
import { barView, jsonView, lineView, progressLine } from '../../indexer/progress.js';

const parsing = { phase: 'parse', doneBytes: 530_000_000, totalBytes: 1_190_000_000, doneFiles: 20_000 } as const;

describe('the line on a terminal', () => {
  test('shows share, amounts, rate and time left', () => {
    expect(progressLine(parsing, 64_600, 79)).toBe(
      'parse    [###########              ]  44% 530 MB of 1.19 GB 8.20 MB/s 1:20 left',
    );
  });

  test('shows no rate at first, when it would be guesswork', () => {
    expect(progressLine(parsing, 100, 79)).toBe('parse    [#############                 ]  44% 530 MB of 1.19 GB');
  });

  test('counts files where no total is known', () => {
    expect(progressLine({ ...parsing, totalBytes: null }, 10_000, 79)).toBe('parse    20,000 files 530 MB 53.0 MB/s');
  });

  test('fits every width, whatever the numbers', () => {
    const amounts = [0, 1, 999, 1e6, 123_456_789, 1e9, 9.99e12];
    for (const width of [10, 20, 40, 60, 79]) {
      for (const doneBytes of amounts) {
        for (const totalBytes of [...amounts, null]) {
          for (const elapsed of [0, 500, 1e4, 1e9]) {
            const line = progressLine(
              { phase: 'compress', doneBytes, totalBytes, doneFiles: doneBytes },
              elapsed,
              width,
            );
            expect(line.length).toBeLessThanOrEqual(width);
          }
        }
      }
    }
  });

  test('is drawn at most ten times a second', () => {
    let now = 0;
    let drawn = 0;
    const view = barView(
      () => (drawn += 1),
      200,
      () => now,
    );
    for (; now < 10_000; now += 1) view.update(parsing);
    expect(drawn).toBe(100);
  });

  test('stays within 80 columns on a wider terminal', () => {
    const written: string[] = [];
    const view = barView(
      (text) => written.push(text),
      200,
      () => 0,
    );
    view.update(parsing);
    view.end();
    expect(written).toHaveLength(2);
    expect(written[0]?.replace('\r', '').replace('\u001B[K', '').length).toBeLessThan(80);
    expect(written[1]).toBe('\r\u001B[K');
  });

  test('that was never drawn is not cleared', () => {
    const written: string[] = [];
    barView(
      (text) => written.push(text),
      80,
      () => 0,
    ).end();
    expect(written).toEqual([]);
  });
});

test('elsewhere each phase has one line', () => {
  const written: string[] = [];
  const view = lineView((text) => written.push(text));
  for (const phase of ['read', 'parse', 'read', 'parse', 'write'] as const) view.update({ ...parsing, phase });
  view.end();
  expect(written).toEqual(['errnopath: reading the tree\n', 'errnopath: parsing\n', 'errnopath: writing the pack\n']);
});

test('for machines each phase has a line at once, then one a second', () => {
  let now = 0;
  const written: string[] = [];
  const view = jsonView(
    (text) => written.push(text),
    () => now,
  );
  for (; now < 2500; now += 100) view.update(parsing);
  view.update({ ...parsing, phase: 'link' });
  expect(written).toHaveLength(4);
  expect(JSON.parse(written[0] ?? '')).toEqual({ event: 'progress', ...parsing });
});

test('amounts are short and never round up to a thousand of a unit', () => {
  expect([0, 999, 1000, 9994, 99_940, 999_499, 999_500, 1_186_417_059, 5e12].map(formatBytes)).toEqual([
    ...['0 B', '999 B', '1.00 kB', '9.99 kB', '99.9 kB', '999 kB', '1.00 MB', '1.19 GB', '5.00 TB'],
  ]);
  expect([0, 0.04, 8.25, 59.94, 59.96, 98, 3700].map(formatSeconds)).toEqual([
    ...['0.0 s', '0.0 s', '8.3 s', '59.9 s', '1:00', '1:38', '1:01:40'],
  ]);
  expect(formatCount(55_418)).toBe('55,418');
});
