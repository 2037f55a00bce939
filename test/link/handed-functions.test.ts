/** A function that is handed to a parameter is why a test of what that gives fails. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const TEXT = `
static int plain_value(int value) { return value < 0 ? -EINVAL : 0; }
static int small_value(int value) { return value > 9 ? -EINVAL : 0; }
static int unasked(int value) { return value > 5 ? -EIO : 0; }
static int store(int value, int (*check)(int value))
{
	if (!check)
		check = plain_value;
	if (check(value))
		return -EPERM;
	return 0;
}
static int store_through(int value, int (*check)(int value))
{
	return store(value, check);
}
int set_small(int value) { return store_through(value, small_value); }
int set_any(int value) { return store(value, NULL); }
int other(int value) { return ask(value, unasked); }
`;

test('what is handed over, also through others, is a reason of the site whose guard calls it', () => {
  const { kernel, functions } = linkTexts({ 'kernel/knob.c': TEXT });
  const { graph } = kernel;
  const site = graph.sites.find((one) => functions[one.function] === 'store');
  const handed = (node: number): string[] => {
    const start = graph.edgeCount.slice(0, node).reduce((sum, count) => sum + count, 0);
    const targets = graph.edgeTarget.slice(start, start + (graph.edgeCount[node] ?? 0));
    return targets.map((target) => functions[target] ?? '');
  };
  const reasons = (site?.reasons ?? []).flatMap(([node]) => {
    const id = graph.nodeIds[node] ?? -1;
    return id < functions.length ? [functions[id]] : handed(id);
  });
  expect(reasons).toEqual(['plain_value', 'small_value']);
});
