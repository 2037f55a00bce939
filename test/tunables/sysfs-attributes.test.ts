/** Attributes of sysfs: those that can be written, what they set, and where they lie. */

import { expect, test } from 'vitest';
import { factsOf } from './facts-of.js';

const SHOP = `
#include <linux/sysfs.h>
static unsigned int shop_rooms;
static unsigned int shop_doors;
struct shop_info { unsigned int s_size; };
static ssize_t rooms_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf, size_t count)
{
	return kstrtouint(buf, 10, &shop_rooms) ?: count;
}
static ssize_t set_doors(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	shop_doors = simple_strtoul(buf, NULL, 0);
	return count;
}
#define SHOP_ATTR(_name) static struct kobj_attribute _name##_attr = __ATTR_RW(_name)
#define SHOP_RO_ATTR(_name) static struct kobj_attribute _name##_attr = __ATTR_RO(_name)
SHOP_ATTR(rooms);
SHOP_RO_ATTR(visitors);
static DEVICE_ATTR(doors, 0644, show_doors, set_doors);
static DEVICE_ATTR(sign, 0444, show_sign, NULL);
#define SHOP4_ATTR_OFFSET(_name, _mode, _struct, _field) \\
	static struct shop_attr shop_attr_##_name = { \\
		.attr = { .name = __stringify(_name), .mode = _mode }, .offset = offsetof(struct _struct, _field) }
#define SHOP4_RW_ATTR_INFO(_name, _field) SHOP4_ATTR_OFFSET(_name, 0644, shop_info, _field)
#define SHOP4_RO_ATTR_INFO(_name, _field) SHOP4_ATTR_OFFSET(_name, 0444, shop_info, _field)
SHOP4_RW_ATTR_INFO(size, s_size);
SHOP4_RO_ATTR_INFO(seen, s_size);
static struct attribute *shop_attrs[] = { &rooms_attr.attr, &visitors_attr.attr, NULL };
static const struct attribute_group shop_group = { .attrs = shop_attrs, .name = "shop" };
static int __init shop_init(void)
{
	return sysfs_create_group(mm_kobj, &shop_group);
}
`;

test('those that can be written are found through the macros of their file, with what they set and their path', () => {
  const { knobs = [] } = factsOf(SHOP, 'mm/shop.c');
  expect(knobs.map(({ kind, name, path = '-', places }) => [kind, name, path, ...places].join(' '))).toEqual([
    'sysfs rooms /sys/kernel/mm/shop/rooms G:shop_rooms',
    'sysfs doors - G:shop_doors',
    'sysfs size - S:shop_info.s_size',
  ]);
});

test('of hardware none are listed', () => {
  expect(factsOf(SHOP, 'drivers/iio/shop.c').knobs).toBeUndefined();
});
