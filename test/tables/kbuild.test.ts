/** Makefiles say under which options, and into which module, a file is built. */
import { describe, expect, test } from 'vitest';
import { conditionLikelihood } from '../../indexer/tables/build-condition.js';
import { type BuildCondition, buildConditions, makefilePaths } from '../../indexer/tables/kbuild.js';

const KCONFIG = `
config FS
	bool "File systems"
config AFS
	tristate "A file system"
config AFS_ACL
	bool "ACLs of A"
config BITS_OF_B
	tristate "B"
`;

/** The condition of one file in a tree of Makefiles. */
function of(file: string, makefiles: Readonly<Record<string, string>>): Omit<BuildCondition, 'when'> | undefined {
  for (const path of Object.keys(makefiles)) expect(makefilePaths(path), path).toBe(true);
  const files = new Map([...Object.entries(makefiles), ['fs/Kconfig', KCONFIG] as const]);
  const found = buildConditions(files, [file]).get(file);
  if (found === undefined) return undefined;
  const { config, module, built } = found;
  return { config, module, built };
}

describe('objects', () => {
  test('of obj-y are always built, and never a module', () => {
    expect(of('fs/a.c', { 'fs/Makefile': 'obj-y := a.o' })).toEqual({ config: null, module: null, built: true });
  });

  test('of an option need it, and are a module when it can be m', () => {
    const makefile = { 'fs/Makefile': 'obj-$(CONFIG_AFS) += a-fs.o\nobj-$(CONFIG_AFS_ACL)\t+= acl.o # why' };
    expect(of('fs/a-fs.c', makefile)).toEqual({ config: 'CONFIG_AFS', module: 'a_fs', built: true });
    expect(of('fs/acl.c', makefile)).toEqual({ config: 'CONFIG_AFS_ACL', module: null, built: true });
  });

  test('that no Makefile names are not built, whatever other lists name', () => {
    const makefile = { 'fs/Makefile': 'hostprogs := tool\ntool-objs := a.o\nobj- += b.o\nextra-y := c.o' };
    for (const file of ['fs/a.c', 'fs/b.c', 'fs/c.c']) expect(of(file, makefile)).toMatchObject({ built: false });
  });

  test('continue over lines and stand in lib-y', () => {
    expect(of('lib/b.c', { 'lib/Makefile': 'lib-y := a.o \\\n\tb.o\n' })).toMatchObject({ built: true, config: null });
  });

  test('of several options list the alternatives', () => {
    const makefile = 'obj-$(CONFIG_AFS) += a.o\nobj-$(CONFIG_B) += a.o\n';
    expect(of('fs/a.c', { 'fs/Makefile': makefile })).toMatchObject({ config: 'CONFIG_AFS || CONFIG_B' });
    expect(of('fs/a.c', { 'fs/Makefile': `${makefile}obj-y += a.o` })).toMatchObject({ config: null });
  });
});

describe('linked objects', () => {
  const MAKEFILE = `
obj-$(CONFIG_AFS) += afs.o
afs-y := super.o dir.o
afs-$(CONFIG_AFS_ACL) += acl.o
afs-objs += sub/deep.o ../shared.o
`;

  test('need the options of the whole and their own', () => {
    expect(of('fs/a/dir.c', { 'fs/a/Makefile': MAKEFILE })).toEqual({
      config: 'CONFIG_AFS',
      module: 'afs',
      built: true,
    });
    expect(of('fs/a/acl.c', { 'fs/a/Makefile': MAKEFILE })).toEqual({
      config: 'CONFIG_AFS && CONFIG_AFS_ACL',
      module: 'afs',
      built: true,
    });
  });

  test('can lie in other folders', () => {
    expect(of('fs/a/sub/deep.c', { 'fs/a/Makefile': MAKEFILE })).toMatchObject({ module: 'afs' });
    expect(of('fs/shared.c', { 'fs/a/Makefile': MAKEFILE })).toMatchObject({ module: 'afs' });
  });

  test('hide the source of their own name', () => {
    expect(of('fs/a/afs.c', { 'fs/a/Makefile': MAKEFILE })).toMatchObject({ built: false });
  });

  test('are found behind functions and variables of make', () => {
    const makefile = `
obj-$(CONFIG_AFS) += afs.o
LIBRARY = ../lib
COMMON := one.o
afs-y += $(addprefix core/, x.o \\
	y.o) $(COMMON) $(LIBRARY)/two.o $(srctree)/top/three.o
afs-y += $(extra-y-names:.src=.o) $(NAMES:%=data/%.o)
extra-y-names := four.src
NAMES := five
afs-y += $(inner-y)
inner-$(CONFIG_AFS_ACL) += six.o
`;
    const files = ['fs/core/x.c', 'fs/core/y.c', 'fs/one.c', 'lib/two.c', 'top/three.c', 'fs/four.c', 'fs/data/five.c'];
    for (const file of files) expect(of(file, { 'fs/Makefile': makefile }), file).toMatchObject({ module: 'afs' });
    expect(of('fs/six.c', { 'fs/Makefile': makefile })).toMatchObject({ config: 'CONFIG_AFS && CONFIG_AFS_ACL' });
  });

  test('are found in an included Makefile', () => {
    const files = {
      'arch/x/kvm/Makefile': 'include $(srctree)/virt/Makefile.kvm\nobj-$(CONFIG_AFS) += kvm.o\nkvm-y += x.o\n',
      'virt/Makefile.kvm': 'KVM ?= ../../../virt\nkvm-y := $(KVM)/main.o\n',
    };
    expect(of('virt/main.c', files)).toMatchObject({ config: 'CONFIG_AFS', module: 'kvm' });
  });
});

describe('folders', () => {
  test('pass their options on', () => {
    const files = {
      Kbuild: 'obj-y += fs/\nobj-$(CONFIG_FS) += more/',
      'fs/Makefile': 'obj-$(CONFIG_FS) += a/',
      'fs/a/Makefile': 'obj-$(CONFIG_AFS) += a.o\nobj-y += deep/down/',
      'fs/a/deep/down/Makefile': 'obj-y += z.o',
    };
    expect(of('fs/a/a.c', files)).toMatchObject({ config: 'CONFIG_FS && CONFIG_AFS', module: 'a' });
    expect(of('fs/a/deep/down/z.c', files)).toMatchObject({ config: 'CONFIG_FS', module: null });
  });

  test('are listed from the top by the top Makefile and those of arches', () => {
    const files = {
      Makefile: 'libs-y := lib/\nnet-$(CONFIG_NET) := net/',
      'arch/x/Makefile': 'core-$(CONFIG_FS) += arch/x/platform/',
      'net/Makefile': 'obj-y += socket.o',
      'arch/x/platform/Makefile': 'obj-y += p.o',
    };
    expect(of('net/socket.c', files)).toMatchObject({ config: 'CONFIG_NET' });
    expect(of('arch/x/platform/p.c', files)).toMatchObject({ config: 'CONFIG_FS' });
  });

  test('that list each other come to an end', () => {
    expect(of('a/x.c', { 'a/Makefile': 'obj-y += x.o ../b/', 'b/Makefile': 'obj-y += ../a/' })).toMatchObject({
      built: true,
    });
  });
});

describe('conditionals', () => {
  test.each([
    ['ifdef CONFIG_A', 'CONFIG_A', '!CONFIG_A'],
    ['ifndef CONFIG_A', '!CONFIG_A', 'CONFIG_A'],
    ['ifeq ($(CONFIG_A),y)', 'CONFIG_A', '!CONFIG_A'],
    ['ifneq ($(CONFIG_A),)', 'CONFIG_A', '!CONFIG_A'],
    ['ifeq ($(CONFIG_A),)', '!CONFIG_A', 'CONFIG_A'],
    ['ifneq ($(CONFIG_A),y)', '!CONFIG_A', 'CONFIG_A'],
    ['ifeq ($(CONFIG_A)$(CONFIG_B),yy)', 'CONFIG_A && CONFIG_B', null],
    ['ifneq ($(CONFIG_A)$(CONFIG_B),)', null, null],
    ['ifeq ($(BITS),64)', null, null],
  ])('%s needs %s, and %s in its else', (test, then, otherwise) => {
    const files = { 'fs/Makefile': `${test}\nobj-y += a.o\nelse\nobj-y += b.o\nendif\nobj-y += c.o` };
    expect(of('fs/a.c', files)?.config).toBe(then);
    expect(of('fs/b.c', files)?.config).toBe(otherwise);
    expect(of('fs/c.c', files)?.config).toBeNull();
  });

  test('go by the width of a kernel where they name it', () => {
    const files = { 'fs/Makefile': 'obj-y += a_$(BITS).o b.o' };
    expect(of('fs/a_32.c', files)?.config).toBe('!CONFIG_64BIT');
    expect(of('fs/a_64.c', files)?.config).toBe('CONFIG_64BIT');
    expect(of('fs/b.c', files)?.config).toBeNull();
  });

  test('nest and chain', () => {
    const files = {
      'fs/Makefile':
        'ifdef CONFIG_A\nifdef CONFIG_B\nobj-y += ab.o\nendif\nelse ifeq ($(CONFIG_C),y)\nobj-y += c.o\nelse\nobj-y += d.o\nendif',
    };
    expect(of('fs/ab.c', files)?.config).toBe('CONFIG_A && CONFIG_B');
    expect(of('fs/c.c', files)?.config).toBe('!CONFIG_A && CONFIG_C');
  });

  test('a list set anew for an option leaves what it replaces to kernels without it', () => {
    const files = { 'mm/Makefile': 'small-y := tiny.o\nsmall-$(CONFIG_MMU) := paged.o\nobj-y += $(small-y)' };
    expect(of('mm/tiny.c', files)?.config).toBe('!CONFIG_MMU');
    expect(of('mm/paged.c', files)?.config).toBe('CONFIG_MMU');
  });
});

test('a file under options that exclude each other is not built', () => {
  const files = { 'fs/Makefile': 'ifndef CONFIG_A\nobj-$(CONFIG_A) += a.o\nendif' };
  expect(of('fs/a.c', files)).toEqual({ config: null, module: null, built: false });
});

test('survives Makefiles that make no sense', () => {
  const junk =
    'obj-y += $(A) $(((\nA = $(A) $(B)\nB := $(A)\nendif\nelse\n\u0000=\n:=\nobj-y += ok.o\ninclude $(src)/Makefile\n';
  expect(of('fs/ok.c', { 'fs/Makefile': junk })).toMatchObject({ built: true });
});

describe('conditionLikelihood', () => {
  const popularity = new Map([
    ['CONFIG_A', 0.9],
    ['CONFIG_B', 0.4],
  ]);
  test.each([
    [null, 1],
    ['CONFIG_A', 0.9],
    ['CONFIG_A && CONFIG_B', 0.4],
    ['CONFIG_B || CONFIG_A', 0.9],
    ['!CONFIG_B', 0.6],
    ['CONFIG_UNKNOWN', 0],
    ['CONFIG_A && CONFIG_B || !CONFIG_B', 0.6],
  ])('of %s is %f', (text, likelihood) => {
    expect(conditionLikelihood(text, popularity)).toBeCloseTo(likelihood);
  });
});
