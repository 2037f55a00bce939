/** Which settings a site depends on, over files of our own. */

import { describe, expect, test } from 'vitest';
import { linkTexts } from '../link/link-texts.js';

const SETTINGS = `
int sysctl_rooms = 4 * 25;
static int limit;
struct shop_ns { int doors; int tills; };
struct shop_ns init_shop;
static void shop_put_tills(struct shop_ns *ns, int value) { WRITE_ONCE(ns->tills, value); }
static int shop_do_tills(struct ctl_table *table, int write, void *buffer)
{
	if (write) shop_put_tills(table->data, 4);
	return 0;
}
static int shop_do_open(struct ctl_table *table, int write, void *buffer)
{
	return write ? shop_set_open(buffer) : 0;
}
static struct ctl_table shop_table[] = {
	{ .procname = "rooms", .data = &sysctl_rooms, .mode = 0644 },
	{ .procname = "doors", .data = &init_shop.doors, .mode = 0644 },
	{ .procname = "open", .mode = 0644, .proc_handler = shop_do_open },
	{ .procname = "tills", .data = &init_shop, .mode = 0644, .proc_handler = shop_do_tills },
	{ .procname = "limit", .data = &limit, .mode = 0644 },
	{ .procname = "seen", .data = &limit, .mode = 0444 },
	{ }
};
int init(void) { register_sysctl("shop", shop_table); return 0; }
`;
const LIMITS = '#define RLIMIT_NOFILE 7\n';

/** `ERRNO:line name name` of each site in kernel/use.c. */
function tunables(code: string): string[] {
  const { kernel, sites } = linkTexts({
    'include/uapi/asm-generic/resource.h': LIMITS,
    'kernel/settings.c': SETTINGS,
    'kernel/use.c': code,
  });
  return kernel.graph.sites.map((site, i) => {
    const names = (kernel.tunables.ofSite.get(site) ?? []).map((id) => kernel.tunables.rows[id]?.name);
    return [sites[i]?.replace(/^\w+ /, ''), ...names].join(' ');
  });
}

describe('a site depends on', () => {
  test('what its guard reads, also through a local, in whatever way it is reached', () => {
    expect(
      tunables(`int add(int n, struct shop_ns *ns)
{
	int max = READ_ONCE(sysctl_rooms);
	if (n > max) return -EIO;
	if (ns->doors < n) return -EINVAL;
	return 0;
}`),
    ).toEqual(['EIO:4 shop.rooms', 'EINVAL:5 shop.doors']);
  });

  test('what its guard reads behind several locals, each set from the one before', () => {
    expect(
      tunables(`int add(int n)
{
	int whole = sysctl_rooms * 2;
	int extra = n - whole;
	int all = n + extra;
	if (all > n) return -EIO;
	return 0;
}`),
    ).toEqual(['EIO:6 shop.rooms']);
  });

  test('the field that a handler sets in a struct that its table names whole', () => {
    expect(
      tunables(`int add(int n, struct shop_ns *ns)
{
	if (READ_ONCE(ns->tills) < n) return -EIO;
	return 0;
}`),
    ).toEqual(['EIO:3 shop.tills']);
  });

  test('the bit that a handler sets by a function of another file', () => {
    expect(
      tunables(`int shop_set_open(char *name)
{
	struct room *room = room_named(name);
	room->flags &= ~ROOM_OPEN;
	if (name) room->flags |= ROOM_OPEN;
	return 0;
}
int enter(struct room *room)
{
	if (!(room->flags & ROOM_OPEN)) return -EIO;
	if (room->flags & ROOM_FULL) return -EINVAL;
	return 0;
}`),
    ).toEqual(['EIO:10 shop.open', 'EINVAL:11']);
  });

  test('what the helper reads that says no', () => {
    expect(
      tunables(`static bool has_room(int n)
{
	if (n >= sysctl_rooms) return false;
	return true;
}
int add(int n) { if (!has_room(n)) return -EIO; return 0; }`),
    ).toEqual(['EIO:6 shop.rooms']);
  });

  test('what the helper reads on whatever way it comes to say no', () => {
    expect(
      tunables(`static bool charge(int n)
{
	int max = READ_ONCE(sysctl_rooms);
	if (n <= max) {
		take(n);
		return true;
	}
	return false;
}
static void *book(int n, struct shop_ns *ns)
{
	void *room;
	if (n > ns->doors)
		goto out;
	room = find(n);
	if (room)
		return room;
out:
	undo(n);
	return NULL;
}
int add(int n) { if (!charge(n)) return -EIO; return 0; }
int enter(int n, struct shop_ns *ns) { if (!book(n, ns)) return -EINVAL; return 0; }`),
    ).toEqual(['EIO:22 shop.rooms', 'EINVAL:23 shop.doors']);
  });

  test('the limit that its callers hand down', () => {
    expect(
      tunables(`static int take(int n, unsigned long max) { if (n >= max) return -EINVAL; return n; }
static int hand_on(int n, unsigned long max) { return take(n, max); }
int add(int n) { return hand_on(n, rlimit(RLIMIT_NOFILE)); }`),
    ).toEqual(['EINVAL:1 RLIMIT_NOFILE']);
  });

  test('the conditions around its guard', () => {
    expect(
      tunables(`int add(int n)
{
	if (is_over(n, rlimit(RLIMIT_NOFILE))) {
		if (sysctl_rooms && n > sysctl_rooms) {
			if (!capable(3))
				return -EIO;
		}
	}
	return 0;
}`),
    ).toEqual(['EIO:6 shop.rooms RLIMIT_NOFILE']);
  });

  test('what the field that its guard tests was set from', () => {
    expect(
      tunables(`int add(int n, struct shop *shop)
{
	shop->rooms = take(n, rlimit(RLIMIT_NOFILE));
	if (!shop->rooms)
		return -EIO;
	return 0;
}`),
    ).toEqual(['EIO:5 RLIMIT_NOFILE']);
  });

  test('what the helpers read that are asked around its guard, and on the jumps that lead to it', () => {
    expect(
      tunables(`static bool is_shut(int n)
{
	if (limit_rooms && n > sysctl_rooms) return true;
	return false;
}
int enter(int n)
{
	if (is_shut(n)) {
		if (capable(3)) return 0;
		return -EIO;
	}
	return 0;
}
int add(int n, struct shop_ns *ns)
{
	int max = rlimit(RLIMIT_NOFILE);
	if (n > 7 && n > max) goto ask;
	if (n < 0 && ns->doors < n) goto ask;
	return 0;
ask:
	if (!capable(3)) return -EPERM;
	return 0;
}`),
    ).toEqual(['EIO:10 shop.rooms', 'EPERM:21 RLIMIT_NOFILE shop.doors']);
  });

  test('what the helper reads that fills what its guard tests', () => {
    expect(
      tunables(`static void range(struct shop_ns *ns, int *low, int *high)
{
	int *bounds = &sysctl_rooms;
	*low = *bounds;
	*high = ns->doors;
}
static bool ranges(struct shop_ns *ns, int *high)
{
	int lo, hi;
	range(ns, &lo, &hi);
	*high = hi;
	return lo < hi;
}
int find(struct shop_ns *ns, int n)
{
	int low, high, left;
	range(ns, &low, &high);
	left = high - low;
	if (n > left) return -EIO;
	return 0;
}
int open(struct shop_ns *ns, int n)
{
	int top;
	ranges(ns, &top);
	if (n > top) return -EINVAL;
	return 0;
}
int close(struct shop_ns *ns, int n, int top)
{
	range(ns, &n, &n);
	if (ns == lost) return -EPERM;
	return 0;
}`),
    ).toEqual(['EIO:19 shop.rooms shop.doors', 'EINVAL:26 shop.rooms shop.doors', 'EPERM:32']);
  });

  test('what leaves a loop that ran to its end', () => {
    expect(
      tunables(`int find(struct shop_ns *ns, int *list, int n)
{
	int i, ret = 0;
	for (i = 0; i < n; i++) {
		int one = list[i];
		if (one < ns->doors && one > 0)
			goto out;
		if (one > sysctl_rooms)
			count(one);
	}
	ret = -EIO;
out:
	return ret;
}`),
    ).toEqual(['EIO:11 shop.doors']);
  });

  test('what decides in its helper which constant a local holds', () => {
    expect(
      tunables(`static bool fits(struct shop_ns *ns, int n)
{
	int ret = false;
	if (n >= ns->doors) goto fail;
	ret = true;
fail:
	return ret;
}
static int counted(struct shop_ns *ns, int n)
{
	int seen = 0;
	if (n >= ns->doors) seen++;
	return seen;
}
int add(struct shop_ns *ns, int n) { if (!fits(ns, n)) return -EIO; return 0; }
int count(struct shop_ns *ns, int n) { if (counted(ns, n)) return -EINVAL; return 0; }`),
    ).toEqual(['EIO:15 shop.doors', 'EINVAL:16']);
  });

  test('the switch without which it would not be reached, however far before it', () => {
    expect(
      tunables(`int enter(int n, int flags)
{
	if (!sysctl_rooms) return 0;
	if (n == 1) return 0;
	if (n == 2) return 0;
	if (n == 3) return 0;
	if (flags & 4) return 0;
	return -EIO;
}`),
    ).toEqual(['EIO:8 shop.rooms']);
  });

  test('a constant where there is no knob', () => {
    expect(
      tunables(`#define SHOP_MAX_DEPTH (1 << 3)
int add(int n) { if (n > SHOP_MAX_DEPTH) return -EIO; return 0; }`),
    ).toEqual(['EIO:2 SHOP_MAX_DEPTH']);
  });

  test('no variable that only another file can see, and no parameter that few callers bound', () => {
    expect(
      tunables(`static int limit;
static int take(int n, int max) { if (n >= max) return -EINVAL; return n; }
int a(int n) { if (n > limit) return -EIO; return take(n, sysctl_rooms); }
int b(int n) { return take(n, 2); }
int c(int n) { return take(n, n); }`),
    ).toEqual(['EINVAL:2', 'EIO:3']);
  });
});

test('a setting has its path, its variable, and what it starts with; what cannot be written is none', () => {
  const { rows } = linkTexts({ 'kernel/settings.c': SETTINGS }).kernel.tunables;
  expect(rows.map(({ kind, name, path, variable, default: initial }) => [kind, name, path, variable, initial])).toEqual(
    [
      ['sysctl', 'shop.doors', '/proc/sys/shop/doors', 'init_shop.doors', ''],
      ['sysctl', 'shop.limit', '/proc/sys/shop/limit', 'limit', '0'],
      ['sysctl', 'shop.open', '/proc/sys/shop/open', '', ''],
      ['sysctl', 'shop.rooms', '/proc/sys/shop/rooms', 'sysctl_rooms', '100'],
      ['sysctl', 'shop.tills', '/proc/sys/shop/tills', 'shop_ns.tills', ''],
    ],
  );
});

test('a function that cannot have more depends on the bound of the counter that it charges to', () => {
  const { kernel, sites } = linkTexts({
    'mm/shop.c': `
struct counter { long usage; long max; long low; };
struct shop { struct counter rooms; };
static ssize_t shop_max_write(struct kernfs_open_file *of, char *buf, size_t n, loff_t off)
{
	struct shop *shop = shop_of(of);
	counter_set_max(&shop->rooms, read_number(buf));
	return n;
}
static ssize_t shop_low_write(struct kernfs_open_file *of, char *buf, size_t n, loff_t off)
{
	struct shop *shop = shop_of(of);
	counter_set_low(&shop->rooms, read_number(buf));
	return n;
}
static struct cftype shop_files[] = {
	{ .name = "max", .write = shop_max_write },
	{ .name = "low", .write = shop_low_write },
	{ }
};
struct cgroup_subsys shop_cgrp_subsys = { .dfl_cftypes = shop_files };
int shop_charge(struct shop *shop, int n, int flags)
{
	if (counter_try(&shop->rooms, n))
		goto done;
	if (!(flags & PATIENT))
		return -ENOMEM;
	if (!n)
		return -EINVAL;
done:
	return 0;
}
`,
  });
  const linked = kernel.graph.sites.map((site, i) => {
    const names = (kernel.tunables.ofSite.get(site) ?? []).map((id) => kernel.tunables.rows[id]?.name);
    return [sites[i], ...names].join(' ');
  });
  expect(linked).toEqual(['shop_charge ENOMEM:27 shop.max', 'shop_charge EINVAL:29']);
});

test('what a loop puts into the elements of a table is not what a handler of the file keeps', () => {
  const { rows } = linkTexts({
    'kernel/yard.c': `
struct yard_ns { int gates; };
static int yard_do_auto(struct ctl_table *table, int write, void *buffer) { return 0; }
static struct ctl_table yard_table[] = {
	{ .procname = "gates", .mode = 0644, .proc_handler = proc_dointvec },
	{ .procname = "auto", .mode = 0644, .proc_handler = yard_do_auto },
	{ }
};
int yard_init(struct yard_ns *ns)
{
	int i;
	for (i = 0; i < 2; i++)
		yard_table[i].data = &ns->gates;
	register_sysctl("yard", yard_table);
	return 0;
}
`,
  }).kernel.tunables;
  expect(rows.map(({ name, variable }) => [name, variable])).toEqual([
    ['yard.auto', ''],
    ['yard.gates', 'yard_ns.gates'],
  ]);
});
