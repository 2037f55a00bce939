/** What settings start with, over a file of our own. */

import { expect, test } from 'vitest';
import { linkTexts } from '../link/link-texts.js';

const SHOP = `
#include <linux/shop.h>
int sysctl_patience = 10 * HZ;
int sysctl_rooms = SHOP_ROOMS;
int sysctl_open = true;
int sysctl_empty;
int sysctl_counted = 8;
int sysctl_kept;
struct netns_shop { int sysctl_doors; int sysctl_size; int sysctl_keys; };
struct net { struct netns_shop shop; };
struct net init_net;
static struct ctl_table shop_table[] = {
	{ .procname = "patience", .data = &sysctl_patience, .proc_handler = proc_dointvec_jiffies },
	{ .procname = "patience_ms", .data = &sysctl_patience, .proc_handler = proc_dointvec_ms_jiffies },
	{ .procname = "ticks", .data = &sysctl_patience, .proc_handler = proc_dointvec },
	{ .procname = "rooms", .data = &sysctl_rooms },
	{ .procname = "open", .data = &sysctl_open },
	{ .procname = "empty", .data = &sysctl_empty },
	{ .procname = "counted", .data = &sysctl_counted },
	{ .procname = "kept", .data = &sysctl_kept },
	{ .procname = "doors", .data = &init_net.shop.sysctl_doors },
	{ .procname = "size", .data = &init_net.shop.sysctl_size },
	{ .procname = "keys", .data = &init_net.shop.sysctl_keys },
	{ }
};
static int __net_init shop_net_init(struct net *net)
{
	net->shop.sysctl_doors = 4;
	WRITE_ONCE(net->shop.sysctl_size, shop_pages(net) / 2);
	return 0;
}
static int __init shop_init(void)
{
	sysctl_counted = count_rooms() * 2;
	sysctl_kept = SHOP_KEPT;
	register_sysctl("shop", shop_table);
	return 0;
}
`;
const HEADERS = {
  'include/asm-generic/param.h': '#define HZ CONFIG_HZ\n',
  'arch/alpha/include/asm/shop.h': '#define SHOP_ROOMS 1\n',
  'include/linux/shop.h': '#define SHOP_ROOMS (1 << 4)\nenum shop { SHOP_NONE, SHOP_SOME = 5, SHOP_KEPT };\n',
};

test('is an initialiser, what is set at boot or for a namespace, nothing, or a function that computes it', () => {
  const { kernel } = linkTexts({ ...HEADERS, 'net/shop.c': SHOP });
  const rows = kernel.tunables.rows.map(({ name, default: value, written, setBy }) =>
    [name.replace('shop.', ''), value || '-', written, setBy && `by ${setBy}`].filter(Boolean).join(' '),
  );
  expect(rows).toEqual([
    'counted - by shop_init',
    'doors 4',
    'empty 0',
    'kept 6',
    'keys 0',
    'open 1',
    'patience 10 10 * HZ',
    'patience_ms 10000 10 * HZ',
    'rooms 16',
    'size - by shop_net_init',
    'ticks 2500 10 * HZ',
  ]);
});
