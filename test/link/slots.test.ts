/** Which functions can stand in a slot, however they got there. */

import { describe, expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const types = `
typedef int (*fill_t)(int box);
struct box_ops { int (*open)(int box); fill_t fill; int size; };
struct small_ops { int (*open)(int box); int size; };
static int box_open(int box) { return -EPERM; }
static const struct small_ops small = { .open = box_open };
`;

describe('a slot', () => {
  test('holds what is copied from a field of functions of another struct, and nothing from other fields', () => {
    const { edges } = linkTexts({
      'net/box.c': `${types}
void from_small(struct box_ops *ops, const struct small_ops *from)
{
	ops->open = from->open;
	ops->size = from->size;
}
int open(struct box_ops *ops, int box) { return ops->open(box); }
`,
    });
    expect(edges).toContain('ops box_ops.open -> ops small_ops.open ops');
    expect(edges).toContain('ops small_ops.open -> box_open ops');
    expect(edges.filter((edge) => edge.includes('size'))).toEqual([]);
  });

  test('tells in which files but the first tables hold a function', () => {
    const table = (name: string) => `
struct box_ops { int (*open)(int box); };
static const struct box_ops ${name} = { .open = box_open };
static const struct box_ops ${name}_too = { .open = box_open };
int open_${name}(struct box_ops *ops, int box) { return ops->open(box); }
`;
    const { kernel, edges } = linkTexts({
      'fs/a.c': 'int box_open(int box) { return -EIO; }',
      'fs/b.c': table('b'),
      'fs/c.c': table('c'),
      'fs/d.c': table('d'),
    });
    const edge = edges.indexOf('ops box_ops.open -> box_open ops');
    expect(edge).toBeGreaterThanOrEqual(0);
    expect([...kernel.graph.otherTables]).toEqual([[edge, [2, 3]]]);
  });

  test('is reached by a function that calls what it is given from there', () => {
    const { edges } = linkTexts({
      'mm/box.c': `${types}
static int fill_box(fill_t fill, int box) { return fill(box); }
int read_box(struct small_ops *ops, int box)
{
	fill_t fill = ops->open;

	return fill_box(fill, box);
}
`,
    });
    expect(edges).toContain('read_box -> ops small_ops.open ops');
  });

  test('is filled by a function that keeps what it is given from another field', () => {
    const { edges } = linkTexts({
      'net/box.c': `${types}
void keep_box(struct box_ops *ops, fill_t fill) { ops->fill = fill; }
void register_small(struct box_ops *ops, const struct small_ops *from) { keep_box(ops, from->open); }
int fill(struct box_ops *ops, int box) { return ops->fill(box); }
`,
    });
    expect(edges).toContain('ops box_ops.fill -> ops small_ops.open ops');
  });

  test('is called through a local whose type is that of the member', () => {
    const { edges } = linkTexts({
      'fs/box.c': `${types}
int read_box(struct small_ops *ops, int box)
{
	typeof_member(struct small_ops, open) open;

	open = ops->open;
	if (open)
		return open(box);
	return -EIO;
}
`,
    });
    expect(edges).toContain('read_box -> ops small_ops.open ops');
  });

  test('is filled in an array of structs, whatever the indices', () => {
    const { edges } = linkTexts({
      'net/box.c': `${types}
static int box_second(int box) { return -EIO; }
static void build_boxes(struct box_ops boxes[2][2], const struct box_ops *from)
{
	boxes[0][1] = *from;
	boxes[0][1].open = box_second;
}
int open(struct box_ops *ops, int box) { return ops->open(box); }
`,
    });
    expect(edges).toContain('ops box_ops.open -> box_second ops');
  });

  test('is one of a struct that is written out where its only table is', () => {
    const table = `
static int box_add(int box) { return -EIO; }
static const struct box_link {
	int (*add)(int box);
	int size;
} box_links[] = {
	[0] = { .add = box_add },
};
int add(int box)
{
	const struct box_link *link = &box_links[box];

	return link->add(box);
}
`;
    expect(linkTexts({ 'net/box.c': table }).edges).toEqual(
      expect.arrayContaining(['add -> ops box_link.add ops', 'ops box_link.add -> box_add ops']),
    );
    const unnamed = table
      .replace('struct box_link {', 'struct {')
      .replace('const struct box_link *link = &box_links[box];', '')
      .replace('link->add(box)', 'box_links[box].add(box)');
    expect(linkTexts({ 'net/box.c': unnamed }).edges).toEqual(
      expect.arrayContaining(['add -> ops box::box_links.add ops', 'ops box::box_links.add -> box_add ops']),
    );
  });

  test('is what a function gives from a table that it keeps to itself', () => {
    const both = (lookup: string) => `
typedef int (*box_fn)(int box);
static int box_remove(int box) { return -EBUSY; }
static int box_rename(int box) { return -EIO; }
static box_fn lookup(unsigned int cmd, int *flags)
{
${lookup}
}
int box_ioctl(unsigned int cmd, int box)
{
	int flags;
	box_fn fn;

	fn = lookup(cmd, &flags);
	if (!fn)
		return -ENOTTY;
	return fn(box);
}
`;
    const structs = `
	static const struct {
		int cmd;
		int flags;
		box_fn fn;
	} _ioctls[] = {
		{ 1, 0, box_remove },
		{ 2, 0, box_rename },
	};
	*flags = _ioctls[cmd].flags;
	return _ioctls[cmd].fn;
`;
    expect(linkTexts({ 'fs/box.c': both(structs) }).edges).toEqual(
      expect.arrayContaining([
        'box_ioctl -> ops lookup() ops',
        'ops lookup() -> ops lookup::_ioctls.fn ops',
        'ops lookup::_ioctls.fn -> box_remove ops',
        'ops lookup::_ioctls.fn -> box_rename ops',
      ]),
    );
    const functions = `
	static const box_fn _ioctls[] = { box_remove, box_rename };
	return cmd > 1 ? NULL : _ioctls[cmd];
`;
    expect(linkTexts({ 'fs/box.c': both(functions) }).edges).toEqual(
      expect.arrayContaining([
        'box_ioctl -> ops lookup() ops',
        'ops lookup() -> ops _ioctls[] ops',
        'ops _ioctls[] -> box_remove ops',
        'ops _ioctls[] -> box_rename ops',
      ]),
    );
  });

  test('of a static call holds its first function and those of updates, from any file', () => {
    const { edges } = linkTexts({
      'kernel/box.c': `
static int box_first(int box) { return -EIO; }
DEFINE_STATIC_CALL(box_fill, box_first);
`,
      'kernel/other.c': `
static int box_second(int box) { return -ENOSPC; }
void set(void) { static_call_update(box_fill, &box_second); }
int fill(int box) { return static_call(box_fill)(box); }
`,
    });
    expect(edges).toEqual([
      'fill -> ops static_call.box_fill ops',
      'ops static_call.box_fill -> box_first ops',
      'ops static_call.box_fill -> box_second ops',
    ]);
  });

  test('of a static call made from a field is that field', () => {
    const { edges } = linkTexts({
      'arch/x86/kvm/box.c': `
struct kvm_x86_ops { int (*get_msr)(int vcpu); };
static int vmx_get_msr(int vcpu) { return -EINVAL; }
static struct kvm_x86_ops vmx = { .get_msr = vmx_get_msr };
int get(int vcpu) { return static_call(kvm_x86_get_msr)(vcpu); }
int get_too(int vcpu) { return kvm_x86_call(get_msr)(vcpu); }
`,
    });
    expect(edges).toContain('get -> ops kvm_x86_ops.get_msr ops');
    expect(edges).toContain('get_too -> ops kvm_x86_ops.get_msr ops');
  });

  test('of a module holds what its file names as its start', () => {
    const { edges } = linkTexts({
      'kernel/module.c': `
struct module { int (*init)(void); };
static int do_one_initcall(int (*fn)(void)) { return fn(); }
int load(struct module *mod) { return do_one_initcall(mod->init); }
`,
      'drivers/box.c': `
#define module_box_driver(name) static int name##_init(void) { return box_register(&name); } module_init(name##_init);
static int box_register(void *box) { return -EBUSY; }
module_box_driver(blue);
`,
    });
    expect(edges).toContain('load -> ops module.init ops');
    expect(edges).toContain('ops module.init -> blue_init ops');
    expect(edges).toContain('blue_init -> box_register call');
  });
});
