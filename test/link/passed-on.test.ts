/** An errno that is compared and then written out again is the callee's. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

test('an errno that a switch gives back under its own name comes from below, and no other does', () => {
  const { kernel, edges } = linkTexts({
    'mm/box.c': `
static int lower(int box) { return box ? -EINVAL : -EIO; }
int upper(int box)
{
	switch (lower(box)) {
	case -EINVAL:
		return -EINVAL;
	case 0:
		return 0;
	default:
		return -ENOMEM;
	}
}
`,
  });
  expect(edges).toEqual(['upper -> lower call']);
  expect(kernel.graph.filters[kernel.graph.edgeFilter[0] ?? 0]).toMatchObject({ mode: 'only', errnos: [5] });
});

test('an errno that is greater than a negative number is given back as it came', () => {
  const { edges } = linkTexts({
    'fs/box.c': `
static int lower(int box) { return box ? -EINVAL : -EIO; }
static int mapped(int err)
{
	if (err >= -1000)
		return err;
	return -EREMOTEIO;
}
int upper(int box)
{
	int err;

	do {
		err = lower(box);
		err = mapped(err);
	} while (err == -EINVAL);
	return err;
}
`,
  });
  expect(edges).toContain('upper -> lower call');
});

test('what a function that is handed over gives comes back through one that gives back its parameter', () => {
  const { edges } = linkTexts({
    'fs/box.c': `
static int put_away(int box)
{
	if (box < 0)
		return box;
	return 0;
}
static int find(int number, int (*get)(int number))
{
	int box = get(number);

	return put_away(box);
}
static int get_blue(int number) { return number ? -EIO : number; }
int find_blue(int number) { return find(number, get_blue); }
`,
  });
  expect(edges).toContain('find_blue -> get_blue callback');
});
