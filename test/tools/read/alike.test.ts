/** What was told by lines that look alike is found again, and how a line ends is told apart. */
import { expect, test } from 'vitest';
import { alikeTable, endingOf } from '../../../src/tools/read/alike.js';

const alike = (events: number) => ({ times: 1, id: undefined, events, succeeded: 0 });

test('entries are found by both keys, also where hashes meet', () => {
  const table = alikeTable(0);
  for (let at = 0; at < 30; at++) table.add(at * 64, 0, alike(at));
  table.add(64, 1, alike(100));
  expect(Array.from({ length: 30 }, (_, at) => table.find(at * 64, 0)?.events)).toEqual([...Array(30).keys()]);
  expect(table.find(64, 1)?.events).toBe(100);
  expect(table.find(64, 2)).toBeUndefined();
});

test('a full table takes no more, and still answers', () => {
  const table = alikeTable(0);
  for (let at = 0; at < 1_000; at++) table.add(at, at, alike(at));
  expect([table.find(0, 0)?.events, table.find(999, 999)]).toEqual([0, undefined]);
});

const ending = (line: string): number => endingOf(`before = 1 ${line}`, 11, 11 + line.length);

test.each([
  ['open("/a") = -1 ENOENT (x)', 'read(3, "a = b") = -1 ENOENT (x)', true],
  ['open("/a") = -1 ENOENT (x)', 'open("/a") = -1 ENOSPC (x)', false],
  ['mount = -28 <0.000123>', 'mount = -28 <0.045>', true],
  ['1 2 a room -28', '3 4 b hall -28', true],
  ['1 2 a room -28', '1 2 a room -12', false],
  ['room', 'hall', false],
])('%s | %s', (one, other, same) => {
  expect(ending(one) === ending(other)).toBe(same);
});
