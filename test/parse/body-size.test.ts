/** The class of a body's size: what calls, tests and loops weigh. */

import { expect, test } from 'vitest';
import { bodySize } from '../../indexer/parse/body-size.js';
import { tokenize } from '../../indexer/parse/syntax/tokenize.js';

const size = (body: string): number => bodySize(body, tokenize(body));

test.each([
  ['{ }', 0],
  ['{ return 0; }', 0],
  ['{ return read(box); }', 2],
  ['{ if (read(box)) write(box); }', 4],
  [`{ if (full) return 1; ${'write(box); '.repeat(10)} }`, 8],
])('%s is of class %i', (body, expected) => {
  expect(size(body)).toBe(expected);
});

test('there is a greatest class', () => {
  expect(size(`{ ${'if (read(box)) write(box); '.repeat(9000)} }`)).toBe(15);
});

test('what is likely is no call, what loops is more than one, and names in capitals are less', () => {
  const [plain, hinted] = ['{ if (box) read(box); }', '{ if (unlikely(box)) read(box); }'].map(size);
  expect(hinted).toBe(plain);
  const calls = (name: string): string => `{ ${`${name}(box); `.repeat(4)} }`;
  expect(size(calls('for_each_box'))).toBeGreaterThanOrEqual(size(calls('read')));
  expect(size(calls('READ'))).toBeLessThan(size(calls('read')));
});
