import { expect, test } from 'vitest';
import { literalParts, matchesPattern } from '../../src/domain/message-pattern.js';

test.each([
  [
    'error creating overlay mount to *: no space left',
    'docker: Error creating overlay mount to /var/x: NO SPACE left.',
  ],
  ['fork: retry', 'bash: fork:\n  retry: Resource temporarily unavailable'],
  ['* a.b(c)[d] *', 'x a.b(c)[d] y'],
])('%s is found in %s', (pattern, text) => {
  expect(matchesPattern(pattern, text)).toBe(true);
});

test.each([
  ['a * b', 'b then a'],
  ['a.c', 'abc'],
  ['room * room', 'one room'],
])('%s is not found in %s', (pattern, text) => {
  expect(matchesPattern(pattern, text)).toBe(false);
});

test('the literal parts of a pattern, as they are compared', () => {
  expect(literalParts('Mount *: No  space')).toEqual(['mount', ': no space']);
});

test('takes time in proportion to the text, whatever it is', () => {
  const pattern = `${'a*'.repeat(50)}b`;
  const started = performance.now();
  expect(matchesPattern(pattern, 'a'.repeat(4000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
