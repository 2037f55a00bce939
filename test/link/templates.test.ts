/** Macros that stand for definitions and for parts of initialisers are expanded where they are called. */

import { describe, expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

describe('a macro call at the top level', () => {
  test('defines the functions of its body, with names pasted together and lines of the call', () => {
    const { functions, sites, edges } = linkTexts({
      'include/linux/box.h': `
#define BOX_FLAG(name, bit) \\
static inline int box_##name(int box) \\
{ \\
	return box & bit ? -EBUSY : 0; \\
}
#define BOX_FLAGS(name) BOX_FLAG(name, 1) BOX_FLAG(name##_twice, 2)
BOX_FLAGS(full)
`,
      'fs/box.c': `
int box_open(int box)
{
	return box_full_twice(box);
}
`,
    });
    expect(functions).toEqual(['box_open', 'box_full', 'box_full_twice']);
    expect(sites).toEqual(['box_full EBUSY:8', 'box_full_twice EBUSY:8']);
    expect(edges).toEqual(['box_open -> box_full_twice call']);
  });

  test('fills ops tables, through macros in macros', () => {
    const { edges } = linkTexts({
      'include/linux/attr.h': `
struct attribute { int (*show)(char *buf); int (*store)(const char *buf); };
#define __ATTR(_name, _mode, _show, _store) { .show = _show, .store = _store }
#define __ATTR_RW(_name) __ATTR(_name, 0644, _name##_show, _name##_store)
#define BOX_ATTR_RW(_name) struct attribute box_attr_##_name = __ATTR_RW(_name)
`,
      'fs/box.c': `
static int size_show(char *buf) { return -EIO; }
static int size_store(const char *buf) { return -EINVAL; }
static BOX_ATTR_RW(size);
int show(struct attribute *attr, char *buf) { return attr->show(buf); }
`,
    });
    expect(edges).toContain('ops attribute.show -> size_show ops');
    expect(edges).toContain('ops attribute.store -> size_store ops');
    expect(edges).toContain('show -> ops attribute.show ops');
  });

  test('names the file that it stands for, as it is written or as a word', () => {
    const { kernel, edges } = linkTexts({
      'fs/box.c': `
struct attribute { const char *name; };
struct box_entry { struct attribute attr; int (*store)(const char *buf); };
#define BOX_ENTRY(_prefix, _name) \\
static struct box_entry _prefix##_entry = { .attr = { .name = _name, .mode = 0644 }, .store = _prefix##_store };
#define BOX_LIST(_prefix, _name) { .attr = { .name = _name }, .store = _prefix##_store }
static int size_store(const char *buf) { return -EINVAL; }
static int order_store(const char *buf) { return -EIO; }
static int lid_store(const char *buf) { return -EPERM; }
BOX_ENTRY(size, "box-size");
BOX_ENTRY(order, "%d");
static struct box_entry more[] = { BOX_LIST(lid, "lid") };
int store(struct box_entry *entry, const char *buf) { return entry->store(buf); }
`,
    });
    const commandsOf = (edge: string) => {
      const set = kernel.graph.commands.edges[edges.indexOf(edge)] ?? -1;
      return kernel.graph.commands.sets[set]?.map((name) => kernel.graph.commands.names[name]);
    };
    expect(commandsOf('ops box_entry.store -> size_store ops')).toEqual(['box-size']);
    expect(commandsOf('ops box_entry.store -> lid_store ops')).toEqual(['lid']);
    expect(commandsOf('ops box_entry.store -> order_store ops')).toEqual([]);
  });

  test('pastes nothing where an argument is empty', () => {
    const { edges } = linkTexts({
      'drivers/net/box.c': `
struct box_attribute { int (*show)(char *buf); int (*store)(const char *buf); };
#define BOX_ATTR(_pfx, _name) \\
static struct box_attribute _pfx##attr_##_name = { \\
	.show = _pfx##_name##_show, \\
	.store = _pfx##_name##_store, \\
}
static int enabled_store(const char *buf) { return -EINVAL; }
static int box_size_store(const char *buf) { return -EIO; }
BOX_ATTR(, enabled);
BOX_ATTR(box_, size);
int store(struct box_attribute *attr, const char *buf) { return attr->store(buf); }
`,
    });
    expect(edges).toContain('ops box_attribute.store -> enabled_store ops');
    expect(edges).toContain('ops box_attribute.store -> box_size_store ops');
  });

  test('means the last definition before it in its own file', () => {
    const { sites } = linkTexts({
      'fs/box.c': `
#define BOX(name) static int name(void) { return -EIO; }
BOX(first)
#undef BOX
#define BOX(name) static int name(void) { return -EINVAL; }
BOX(second)
`,
    });
    expect(sites).toEqual(['first EIO:3', 'second EINVAL:6']);
  });

  test('that exports a symbol or starts a module defines nothing', () => {
    const { functions } = linkTexts({
      'include/linux/module.h': `
#define module_init(fn) static inline initcall_t __inittest(void) { return fn; }
#define EXPORT_SYMBOL(sym) static const struct symbol ksym_##sym = { sym }
`,
      'fs/box.c': `
static int box_init(void) { return -EBUSY; }
EXPORT_SYMBOL(box_init);
module_init(box_init);
`,
    });
    expect(functions).toEqual(['box_init']);
  });
});

describe('a macro in an initialiser', () => {
  const hooks = `
union hook { int (*open)(int box); };
struct hook_list { int *head; union hook hook; };
struct entry { const char *name; union hook op; };
`;

  test('sets the fields that its body names, also by its own arguments', () => {
    const { edges } = linkTexts({
      'security/box.c': `${hooks}
#define HOOK_INIT(HEAD, HOOK) { .head = &heads.HEAD, .hook = { .HEAD = HOOK } }
static int box_open(int box) { return -EPERM; }
static struct hook_list box_hooks[] = { HOOK_INIT(open, box_open) };
`,
    });
    expect(edges).toEqual(['ops hook.open -> box_open ops']);
  });

  test('may get an initialiser as its argument', () => {
    const { edges } = linkTexts({
      'fs/proc.c': `${hooks}
#define NOD(NAME, OP) { .name = (NAME), .op = OP }
#define LNK(NAME, get) NOD(NAME, { .open = box_##get })
static int box_link(int box) { return -EPERM; }
static const struct entry entries[] = { LNK("cwd", link) };
`,
    });
    expect(edges).toEqual(['ops hook.open -> box_link ops']);
  });

  test('that is not known stands for the functions it is given', () => {
    const { edges } = linkTexts({
      'fs/box.c': `
static int box_open(int box) { return -EPERM; }
static int (*const handlers[])(int box) = { UNKNOWN(box_open, 3) };
int handle(int n) { return handlers[n](n); }
`,
    });
    expect(edges).toContain('ops handlers[] -> box_open ops');
  });
});
