/** Initialisers that are written oddly: parentheses that do not match, as expanded macros can leave them; names like annotations. */

import { expect, test } from 'vitest';
import { parseInitializer, readExpansion } from '../../indexer/parse/initializer.js';

const line = (): number => 1;

test('a parenthesis too many ends nothing and hides nothing', () => {
  const facts = parseInitializer('static struct box_ops ops', '{ .open = box_open, ) .close = box_close }', 0, line);
  expect(facts?.entries.map(([path, value]) => `${path} ${value}`)).toEqual(['open box_open', 'close box_close']);
});

test('a name that looks like an annotation is one where there is no other', () => {
  const named = (head: string) => {
    const facts = parseInitializer(head, '{ .open = box_open }', 0, line);
    return [facts?.variable, facts?.type];
  };
  expect(named('static const struct box_ops __box_ops')).toEqual(['__box_ops', 'S:box_ops']);
  expect(named('static const struct box_ops __box_ops[BOX_MAX + 1]')).toEqual(['__box_ops', 'S:box_ops']);
  expect(named('static struct box_ops ops __initdata')).toEqual(['ops', 'S:box_ops']);
  expect(named('static struct box_ops ops __section(".data")')).toEqual(['ops', 'S:box_ops']);
});

test('neither does one in what a macro stands for', () => {
  const { entries } = readExpansion('box_open) , box_close', 1, '', 0);
  expect(entries.map(([path, value]) => `${path} ${value}`)).toContain('#0 box_open');
});
