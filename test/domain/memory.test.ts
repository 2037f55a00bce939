/** What is remembered, and what makes place. */
import { expect, test } from 'vitest';
import { Memory } from '../../src/domain/memory.js';

test('an answer is made once, and the oldest of its kind makes place', () => {
  const memory = new Memory();
  let made = 0;
  const make = (): number => ++made;
  expect([memory.recall('n', 'a', 2, make), memory.recall('n', 'a', 2, make)]).toEqual([1, 1]);
  memory.recall('n', 'b', 2, make);
  memory.recall('other', 'c', 2, make);
  expect(memory.recall('n', 'd', 2, make)).toBe(4);
  expect(memory.known('n', 'a')).toBeUndefined();
  expect(memory.known('n', 'b')).toBe(2);
});

test('what was kept is known', () => {
  const memory = new Memory();
  expect(memory.known('n', 'a')).toBeUndefined();
  memory.keep('n', 'a', 1, 7);
  expect(memory.recall('n', 'a', 1, () => 8)).toBe(7);
});
