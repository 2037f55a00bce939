/** Sysctl tables: their elements, and the paths under which they are registered. */

import { describe, expect, test } from 'vitest';
import { factsOf } from './facts-of.js';

const TABLE = `
int sysctl_rooms = 12;
static int doors __read_mostly;
static struct ctl_table shop_table[] = {
	{
		.procname	= "max-rooms",
		.data		= &sysctl_rooms,
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		.extra1		= SYSCTL_ONE,
		.extra2		= &most_rooms,	/* "not this" */
	},
	{ .procname = "doors", .data = &doors, .mode = S_IRUGO | S_IWUSR, .proc_handler = proc_dointvec },
	{ }
};
`;

describe('elements', () => {
  test('have a name, permissions, the variable and its bounds', () => {
    expect(factsOf(TABLE).tables).toEqual([
      [
        'shop_table',
        [
          expect.objectContaining({
            ...{
              name: 'max-rooms',
              mode: 0o644,
              places: ['G:sysctl_rooms'],
              min: 'SYSCTL_ONE',
              max: 'most_rooms',
              line: 5,
            },
          }),
          { name: 'doors', mode: 0o644, places: ['G:doors'], line: 14 },
        ],
      ],
    ]);
    expect(factsOf(TABLE).statics).toEqual(['doors', 'shop_table']);
  });

  test('can be named by a variable of their file', () => {
    const text =
      'static const char flush[] = "flush-all"; struct ctl_table t[] = { { .procname = flush, .mode = 0200 }, {} };';
    expect(factsOf(text).tables?.[0]?.[1]).toEqual([expect.objectContaining({ name: 'flush-all', mode: 0o200 })]);
  });

  test('are found behind macros of their file, also in a struct around the table', () => {
    const { tables } = factsOf(`
#define ROOM(attr, name) \\
	[ROOM_##attr] = { .procname = name, .data = &rooms.data[ROOM_##attr], .mode = 0644 }
#define BIG_ROOM(attr, name) ROOM(attr, name)
static struct shop_sysctl { struct ctl_table_header *h; struct ctl_table vars[3]; } shop = {
	.vars = { BIG_ROOM(SIZE, "size"), ROOM(COLOUR, "colour"), { } },
};`);
    expect(tables?.map(([variable, list]) => [variable, list.map(({ name, places }) => [name, ...places])])).toEqual([
      [
        'shop.vars',
        [
          ['size', 'G:rooms.data', 'K:ROOM_SIZE'],
          ['colour', 'G:rooms.data', 'K:ROOM_COLOUR'],
        ],
      ],
    ]);
  });

  test('of a namespace are kept where the code puts them before it registers a copy', () => {
    const { tables, registered } = factsOf(`
static struct ctl_table limits[] = {
	[ROOMS] = { .procname = "rooms", .mode = 0644 },
	[DOORS] = { .procname = "doors", .mode = 0644 },
};
static int shop_init(struct shop_ns *ns)
{
	struct ctl_table *table = kmemdup(limits, sizeof(limits), GFP_KERNEL);
	table[ROOMS].data = &ns->limit.rooms;
	table[DOORS].data = &shop_doors;
	ns->header = register_net_sysctl_sz(ns->net, "net/shop", table, 2);
}`);
    expect(tables?.[0]?.[1].map(({ places }) => places)).toEqual([['S:shop_ns.limit.rooms'], ['G:shop_doors']]);
    expect(registered).toEqual([['net/shop', 'limits']]);
  });
});

describe('paths', () => {
  const registered = (body: string, before = ''): unknown =>
    factsOf(`${TABLE}${before}int init(char *dev) { char path[32]; const char *kind; ${body} }`).registered;

  test.each([
    ['register_sysctl_init("kernel/shop", shop_table);', 'kernel/shop'],
    ['hdr = register_sysctl("kernel", shop_table);', 'kernel'],
    ['__register_sysctl_table(&ns->set, "user", shop_table, 2);', 'user'],
    ['register_sysctl_table(shop_table);', ''],
    ['snprintf(path, 32, "net/%s/shop", dev); register_net_sysctl(&init_net, path, shop_table);', 'net/*/shop'],
  ])('%s', (body, path) => {
    expect(registered(body)).toEqual([[path, 'shop_table']]);
  });

  test('a name that is written out in each case is each of them', () => {
    const body = 'if (dev) kind = "ipv4"; else kind = "ipv6"; sprintf(path, "net/%s", kind);';
    expect(registered(`${body} register_net_sysctl(net, path, shop_table);`)).toEqual([
      ['net/ipv4', 'shop_table'],
      ['net/ipv6', 'shop_table'],
    ]);
  });

  test('a list of folders, a macro, and a table that another function gives', () => {
    const before = `
#define SHOP_PATH "shop/own"
static struct ctl_path shop_path[] = { { .procname = "kernel", }, { .procname = "shop", }, { } };
`;
    expect(registered('register_sysctl_paths(shop_path, shop_table);', before)).toEqual([
      ['kernel/shop', 'shop_table'],
    ]);
    expect(registered('register_sysctl(SHOP_PATH, shop_table);', before)).toEqual([['shop/own', 'shop_table']]);
    const body = 'table = other_sysctl_init(net); register_net_sysctl(net, "net/other", table);';
    expect(registered(body)).toEqual([['net/other', 'other_sysctl_init()']]);
  });

  test('a table below a table', () => {
    const { tables } = factsOf(
      `${TABLE} static struct ctl_table root[] = { { .procname = "shop", .mode = 0555, .child = shop_table }, { } };`,
    );
    expect(tables?.at(-1)).toEqual(['root', [expect.objectContaining({ name: 'shop', child: 'shop_table' })]]);
  });
});
