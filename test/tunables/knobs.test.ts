/** Parameters, files of control groups and of procfs, mount options: what each sets. */

import { expect, test } from 'vitest';
import { factsOf } from './facts-of.js';

test('parameters of modules and of the boot line', () => {
  const { knobs, prefix } = factsOf(`
#define MODULE_PARAM_PREFIX "shop."
static int rooms = 3;
module_param(rooms, int, 0644);
module_param_named(doors, shop_doors, uint, 0);
module_param_cb(keys, &ops, &shop_keys, S_IRUGO);
core_param(shops, nr_shops, int, 0444);
static int __init set_size(char *str)
{
	int value;
	get_option(&str, &shop_size);
	value = 1;
	return 1;
}
__setup("shop_size=", set_size);
early_param("shop_off", set_size);`);
  expect(knobs?.map(({ kind, name, places, mode }) => [kind, name, places, mode])).toEqual([
    ['module', 'rooms', ['G:rooms'], 0o644],
    ['module', 'doors', ['G:shop_doors'], 0],
    ['module', 'keys', ['G:shop_keys'], 0o444],
    ['core', 'shops', ['G:nr_shops'], 0o444],
    ['boot', 'shop_size=', ['G:shop_size'], undefined],
    ['boot', 'shop_off', ['G:shop_size'], undefined],
  ]);
  expect(prefix).toBe('shop.');
});

test('a file of a control group sets what its handler writes, by its own case where it parts by one', () => {
  const { cgroupFiles, controllers } = factsOf(`
static int rooms_apply(struct shop *s, struct shop *trial)
{
	s->rooms = trial->rooms;
	return 0;
}
static int set_bit_of(int bit, struct shop *s, int on)
{
	return 0;
}
static ssize_t shop_write(struct kernfs_open_file *of, char *buf, size_t n, loff_t off)
{
	struct shop *s = css_shop(of_css(of));
	switch (of_cft(of)->private) {
	case FILE_ROOMS:
		return rooms_apply(s, s->trial);
	case FILE_DOORS:
		page_counter_set_max(&s->doors, n);
		break;
	case FILE_LOCKED:
		return set_bit_of(SHOP_LOCKED, s, n);
	}
	return n;
}
static struct cftype shop_files[] = {
	{ .name = "rooms", .write = shop_write, .private = FILE_ROOMS },
	{ .name = "doors", .write = shop_write, .private = FILE_DOORS },
	{ .name = "locked", .write = shop_write, .private = FILE_LOCKED },
	{ .name = "current", .read_u64 = shop_current },
	{ .name = "procs", .write = shop_write },
	{ }
};
struct cgroup_subsys shop_cgrp_subsys = { .dfl_cftypes = shop_files };`);
  expect(controllers).toEqual([['shop', ['shop_files']]]);
  expect(cgroupFiles?.[0]?.[1].map(({ name, places, writable }) => [name, places, writable])).toEqual([
    ['rooms', ['S:shop.rooms'], true],
    ['doors', ['S:shop.doors.max'], true],
    ['locked', ['K:SHOP_LOCKED'], true],
    ['current', [], false],
  ]);
});

test('a mount option sets a field of the context, and what that is copied to', () => {
  const { mountOptions, fileSystems } = factsOf(
    `
static const struct fs_parameter_spec shop_parameters[] = {
	fsparam_u64("rooms", Opt_rooms),
	fsparam_string("source", Opt_source),
	{}
};
static int shop_parse(struct fs_context *fc, struct fs_parameter *param)
{
	struct shop_context *ctx = fc->fs_private;
	switch (opt) {
	case Opt_rooms:
		ctx->rooms = result.uint_64;
		break;
	}
	return 0;
}
static int shop_fill(struct super_block *sb, struct fs_context *fc)
{
	struct shop_context *ctx = fc->fs_private;
	struct shop_info *info = sb->s_fs_info;
	info->max_rooms = ctx->rooms;
	return 0;
}
static struct file_system_type shop_type = { .name = "shopfs", .parameters = shop_parameters };`,
    'fs/shop/super.c',
  );
  expect(mountOptions?.[0]?.[1]).toEqual([
    { name: 'rooms', places: ['S:shop_context.rooms', 'S:shop_info.max_rooms'], line: 3 },
  ]);
  expect(fileSystems).toEqual([['shopfs', 'shop_parameters']]);
});

test('a mount option starts with what a new mount, or its context, is filled with', () => {
  const option = (name: string): string => `\tcase Opt_${name}:\n\t\tctx->${name} = result.uint_32;\n\t\tbreak;\n`;
  const { mountOptions } = factsOf(
    `
static const struct fs_parameter_spec shop_parameters[] = {
	fsparam_u32("mode", Opt_mode), fsparam_u32("rooms", Opt_rooms), fsparam_u32("doors", Opt_doors), {}
};
static int shop_parse(struct shop_context *ctx, int opt)
{
	switch (opt) {
${option('mode')}${option('rooms')}${option('doors')}	}
	return 0;
}
int shop_init_fs_context(struct fs_context *fc)
{
	struct shop_context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	ctx->mode = 0777 | S_ISVTX;
	ctx->rooms = default_rooms(fc);
	return 0;
}`,
    'fs/shop/super.c',
  );
  expect(mountOptions?.[0]?.[1].map(({ name, initial, by }) => [name, initial, by])).toEqual([
    ['mode', '0777 | S_ISVTX', undefined],
    ['rooms', undefined, 'default_rooms'],
    ['doors', undefined, undefined],
  ]);
});

test('a file of a process sets what its write stores', () => {
  const { knobs } = factsOf(
    `
static int set_score(struct file *file, int score)
{
	struct task_struct *task = get_proc_task(file_inode(file));
	task->signal->score = score;
	return 0;
}
static ssize_t score_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	return set_score(file, 3);
}
static const struct file_operations score_operations = { .write = score_write };
static const struct pid_entry base_stuff[] = {
	REG("score", S_IRUGO|S_IWUSR, score_operations),
	REG("readonly", S_IRUGO, score_operations),
};`,
    'fs/proc/base.c',
  );
  expect(knobs).toEqual([
    expect.objectContaining({ kind: 'proc', name: 'PID/score', places: ['S:task_struct.signal.score'], mode: 0o644 }),
  ]);
});
