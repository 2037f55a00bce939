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

test('what a caller puts into a struct of its own comes back from a callee that gives the field, whatever its name', () => {
  const shop = (lend: string) => `
struct walk { long done; int rooms; };
static int furnish(int room) { return room ? 0 : -ENOSPC; }
static int next_room(struct walk *walk)
{
	if (walk->done < 0)
		return walk->done;
	return walk->rooms;
}
int furnish_all(int room)
{
	struct walk walk = { .rooms = room };
	int err;

	while ((err = next_room(${lend})) > 0)
		walk.done = furnish(room);
	return err;
}
`;
  expect(linkTexts({ 'mm/shop.c': shop('&walk') }).edges).toContain('furnish_all -> furnish call');
  // One that is not handed on comes back from nobody.
  expect(linkTexts({ 'mm/shop.c': shop('other_walk()') }).edges).not.toContain('furnish_all -> furnish call');
});

test('an errno that is kept in another form is one all the same', () => {
  const { edges, sites } = linkTexts({
    'include/linux/xarray.h': `
struct xa_state { void *xa_node; };
#define XA_ERROR(errno) ((struct xa_node *)(((unsigned long)errno << 2) | 2UL))
static inline int xa_err(void *entry) { return xa_is_err(entry) ? (long)entry >> 2 : 0; }
static inline void xas_set_err(struct xa_state *xas, long err) { xas->xa_node = XA_ERROR(err); }
static inline int xas_error(const struct xa_state *xas) { return xa_err(xas->xa_node); }
`,
    'lib/xarray.c': `
int box_number(struct xa_state *xas, int full)
{
	if (full)
		xas_set_err(xas, -EBUSY);
	return xas_error(xas);
}
`,
    'net/notify.c': `
struct notifier_block { int (*notifier_call)(struct notifier_block *nb, int event); };
static int join(int event) { return event ? -EINVAL : 0; }
static int box_event(struct notifier_block *nb, int event)
{
	int err = join(event);

	return notifier_from_errno(err);
}
static struct notifier_block box_nb = { .notifier_call = box_event };
int notify(struct notifier_block *nb, int event)
{
	int ret = nb->notifier_call(nb, event);

	return notifier_to_errno(ret);
}
`,
  });
  expect(sites).toContain('box_number EBUSY:5');
  expect(edges).toEqual(
    expect.arrayContaining([
      'xas_error -> field xa_state.xa_node field',
      'notify -> ops notifier_block.notifier_call ops',
      'box_event -> join call',
    ]),
  );
});
