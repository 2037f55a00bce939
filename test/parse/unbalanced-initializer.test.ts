/** Initialisers whose parentheses do not match, as expanded macros can leave them. */

import { expect, test } from 'vitest';
import { parseInitializer, readExpansion } from '../../indexer/parse/initializer.js';

const line = (): number => 1;

test('a parenthesis too many ends nothing and hides nothing', () => {
  const facts = parseInitializer('static struct box_ops ops', '{ .open = box_open, ) .close = box_close }', 0, line);
  expect(facts?.entries.map(([path, value]) => `${path} ${value}`)).toEqual(['open box_open', 'close box_close']);
});

test('neither does one in what a macro stands for', () => {
  const { entries } = readExpansion('box_open) , box_close', 0, line, '', 0);
  expect(entries.map(([path, value]) => `${path} ${value}`)).toContain('#0 box_open');
});
