/** An errno that a callee keeps in a field starts where it is written out. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const SHOP = `
struct shop { int err; int rooms; };
static void shut_now(struct shop *shop, int err) { WRITE_ONCE(shop->err, err); }
`;

test('an errno that is given to who keeps it is one of whoever reads the field', () => {
  // What was linked before must not matter.
  linkTexts({ 'mm/other.c': 'int other(void) { return -EIO; }' });
  const { edges, sites, functions, kernel } = linkTexts({
    'mm/shop.c': `${SHOP}
void late(struct shop *shop) { shut_now(shop, shop->rooms ? : EIO); }
void refuse(struct shop *shop)
{
	int err;
	switch (shop->rooms) {
	case 1:
		err = EBUSY;
		break;
	default:
		err = ENOSPC;
	}
	shut_now(shop, err);
}
int enter(struct shop *shop) { return -shop->err; }
`,
  });
  expect(sites).toEqual(['late EIO:5', 'refuse EBUSY:11', 'refuse ENOSPC:14']);
  expect(edges).toContain('enter -> field shop.err field');
  expect(edges.filter((edge) => edge.startsWith('field shop.err'))).toHaveLength(2);
  const keepers = Array.from(kernel.graph.nodeFunction).slice(functions.length);
  expect(keepers.flatMap((owner) => functions[owner] ?? []).sort()).toEqual(['late', 'refuse']);
});

test('an errno that is given to who only looks at it is none', () => {
  const { sites } = linkTexts({
    'mm/shop.c': `${SHOP}
static int log(struct shop *shop, int err) { if (err) shop->rooms = 1; return 0; }
int enter(struct shop *shop) { log(shop, -EIO); return shop->rooms; }
`,
  });
  expect(sites).toEqual([]);
});

test('an errno that is taken out of a field, with something else left there, is one that was kept in it', () => {
  const { edges, sites } = linkTexts({
    'mm/shop.c': `
struct shop { int err; int rooms; };
void refuse(struct shop *shop) { WRITE_ONCE(shop->err, EBUSY); }
int enter(struct shop *shop)
{
	int err;
	if (likely(data_race(!shop->err)))
		return 0;
	err = xchg(&shop->err, 0);
	return -err;
}
`,
  });
  expect(sites).toEqual(['refuse EBUSY:3']);
  expect(edges).toEqual(expect.arrayContaining(['enter -> field shop.err field']));
});
