/** Kconfig, Makefiles and `#if` say on which arches a file or a function can exist at all. */
import { describe, expect, test } from 'vitest';
import { archesOf, archMasks } from '../../indexer/tables/arch-masks.js';
import { archOptions } from '../../indexer/tables/arch-options.js';
import { compiledOn } from '../../indexer/tables/compiled-on.js';
import { buildConditions } from '../../indexer/tables/kbuild.js';
import { judge } from '../../indexer/tables/kconfig-expression.js';
import { ARCH_NAMES, type Arch } from '../../src/domain/arch.js';
import { MAYBE, NEVER, SURE, type Truth } from '../../src/domain/truth.js';

const X86 = `
config X86
	def_bool y
	select HAVE_CLOCK
	select HAVE_FAST_PATH if 64BIT
config X86_64
	def_bool y
	depends on 64BIT
config X86_32
	def_bool y
	depends on !64BIT
config 64BIT
	bool "64 bits" if "$(ARCH)" = "x86"
	default "$(ARCH)" != "i386"
`;
const S390 = `
config S390
	def_bool y
config 64BIT
	def_bool y
config MAINFRAME
	bool "Big"
source "drivers/mainframe/Kconfig"
`;
const DRIVERS = `
config HAVE_CLOCK
	bool
config HAVE_FAST_PATH
	bool
config FAST_PATH
	def_bool HAVE_FAST_PATH
menu "Cards"
	depends on S390 || X86_32
config CARD
	tristate "Card"
config CARD_EXTRA
	bool "More of it"
	depends on CARD && !64BIT
	help
	  depends on NOTHING
endmenu
if S390
config TAPE
	tristate "Tape"
endif
config READER
	tristate "Reads cards"
	depends on CARD
	select TAPE_HELPER
config TAPE_HELPER
	tristate
	depends on TAPE
config WIDE
	bool "Wide"
	depends on $(cc-option,-mwide)
	default y
choice
	prompt "Colour"
	depends on X86
config RED
	bool "Red"
config GREEN
	bool
endchoice
config SHADE
	bool "Shade" if EXPERT
	default n if WIDE
	default y
config EXPERT
	bool
`;
const FILES = new Map([
  ['Kconfig', 'source "arch/$(SRCARCH)/Kconfig"\nsource "drivers/Kconfig" # and more\n'],
  ['arch/x86/Kconfig', X86],
  ['arch/s390/Kconfig', S390],
  ['drivers/Kconfig', DRIVERS],
  ['drivers/mainframe/Kconfig', 'config CHANNEL\n\ttristate "Channel"\n'],
  ['drivers/Makefile', 'obj-$(CONFIG_CARD) += card.o\nobj-$(CONFIG_FAST_PATH) += fast.o\nobj-y += shared.o\n'],
  ['drivers/mainframe/Makefile', 'obj-y += cpu.o\n'],
  ['arch/s390/Makefile', 'drivers-y += drivers/mainframe/\n'],
  ['arch/s390/kernel/Makefile', 'obj-y += ../../x86/kernel/common.o\n'],
  ['arch/x86/kernel/Makefile', 'obj-y += common.o own.o\n'],
]);

function value(option: string): Record<string, Truth> {
  const all = archOptions(FILES, ['x86_64', 'i386', 's390']);
  return Object.fromEntries([...all].map(([arch, options]) => [arch, options(`CONFIG_${option}`)]));
}

describe('an option', () => {
  test('is sure where it has no prompt, a default that always holds, and its dependencies hold', () => {
    expect(value('X86')).toEqual({ x86_64: SURE, i386: SURE, s390: NEVER });
    expect(value('X86_64')).toEqual({ x86_64: SURE, i386: NEVER, s390: NEVER });
    expect(value('64BIT')).toEqual({ x86_64: SURE, i386: NEVER, s390: SURE });
  });

  test('without prompt and default is what selects it', () => {
    expect(value('HAVE_CLOCK')).toEqual({ x86_64: SURE, i386: SURE, s390: NEVER });
    expect(value('FAST_PATH')).toEqual({ x86_64: SURE, i386: NEVER, s390: NEVER });
  });

  test('needs what the menu and the if around it need, and what those need in turn', () => {
    expect(value('CARD')).toEqual({ x86_64: NEVER, i386: MAYBE, s390: MAYBE });
    expect(value('CARD_EXTRA')).toEqual({ x86_64: NEVER, i386: MAYBE, s390: NEVER });
    expect(value('TAPE')).toEqual({ x86_64: NEVER, i386: NEVER, s390: MAYBE });
  });

  test('that something possible selects is possible, whatever it depends on', () => {
    expect(value('TAPE_HELPER')).toEqual({ x86_64: NEVER, i386: MAYBE, s390: MAYBE });
  });

  test('is never on where no file that defines it is read, and unknown where the tree does not define it', () => {
    expect(value('CHANNEL')).toEqual({ x86_64: NEVER, i386: NEVER, s390: MAYBE });
    expect(value('ELSEWHERE')).toEqual({ x86_64: MAYBE, i386: MAYBE, s390: MAYBE });
  });

  test('may be on where the compiler decides, where it is one of a choice, and after a default that may count', () => {
    expect(value('WIDE').x86_64).toBe(MAYBE);
    expect([value('RED').x86_64, value('GREEN').x86_64, value('GREEN').s390]).toEqual([MAYBE, MAYBE, NEVER]);
    expect(value('SHADE').x86_64).toBe(MAYBE);
  });

  test('of a tree that lacks Kconfig files is unknown', () => {
    expect(archOptions(new Map(), ['x86_64']).get('x86_64')?.('CONFIG_X86')).toBe(MAYBE);
    const part = new Map([...FILES].filter(([path]) => path !== 'drivers/Kconfig'));
    expect(archOptions(part, ['x86_64']).get('x86_64')?.('CONFIG_S390')).toBe(MAYBE);
  });
});

describe('an expression of Kconfig', () => {
  const ground = {
    option: (name: string): Truth => (name === 'ON' ? SURE : name === 'OFF' ? NEVER : MAYBE),
    variable: (name: string) => (name === 'ARCH' ? 'x86_64' : undefined),
  };

  test.each([
    ['ON && !OFF', SURE],
    ['ON && OFF || SOME', MAYBE],
    ['(ON || OFF) && OFF', NEVER],
    ['OFF=n && ON = y', SURE],
    ['ON != n', SURE],
    ['ON=m', NEVER],
    ['SOME=m', MAYBE],
    ['"$(ARCH)" = "i386"', NEVER],
    ['"$(shell,uname)" = "Linux"', MAYBE],
    ['$(success,test -e (x)) || ON', SURE],
    ['VERSION >= 120000', MAYBE],
    ['m', MAYBE],
    ['ON OFF', MAYBE],
    ['(ON', SURE],
  ])('%s', (text, truth) => {
    expect(judge(text, ground)).toBe(truth);
  });
});

describe('a condition of #if', () => {
  const options = (name: string): Truth => {
    return ['CONFIG_ON', 'CONFIG_64BIT', 'CONFIG_X86_64'].includes(name) ? SURE : name === 'CONFIG_OFF' ? NEVER : MAYBE;
  };

  test.each([
    ['defined(CONFIG_ON)', SURE],
    ['!defined(CONFIG_ON)', NEVER],
    ['!(IS_ENABLED(CONFIG_OFF) || defined(CONFIG_ON))', NEVER],
    ['IS_REACHABLE(CONFIG_SOME) && defined(CONFIG_OFF)', NEVER],
    ['IS_MODULE(CONFIG_ON)', NEVER],
    ['defined(CONFIG_OFF_MODULE) || defined(CONFIG_ON_MODULE)', NEVER],
    ['defined(CONFIG_SOME_MODULE)', MAYBE],
    ['BITS_PER_LONG == 32', NEVER],
    ['BITS_PER_LONG != 32 && CONFIG_ON', SURE],
    ['defined(__x86_64__)', SURE],
    ['defined(MODULE) && defined(OTHER)', MAYBE],
    ['CONFIG_LEVELS > 2 && !defined(CONFIG_OFF)', MAYBE],
    ['GCC_VERSION >= KERNEL(4, 2, 1) || CONFIG_OFF', MAYBE],
    ['defined(CONFIG_OFF) && (', MAYBE],
  ])('%s', (text, truth) => {
    expect(compiledOn(text, options)).toBe(truth);
  });
});

describe('a file', () => {
  const masks = archMasks(FILES);
  const arches = (path: string): readonly Arch[] => {
    return archesOf(masks.ofFile(path, buildConditions(FILES, [path]).get(path)?.when));
  };

  test('is left out where its option is impossible, and kept where nothing is known', () => {
    expect(arches('drivers/card.c')).not.toContain('x86_64');
    expect(arches('drivers/card.c')).toEqual(expect.arrayContaining(['i386', 's390', 'arm64']));
    expect(arches('drivers/shared.c')).toEqual(ARCH_NAMES);
    expect(arches('drivers/unlisted.c')).toEqual(ARCH_NAMES);
  });

  test('of a folder that only an arch lists is of that arch', () => {
    expect(arches('drivers/mainframe/cpu.c')).toEqual(['s390']);
  });

  test('of an arch is also of another that names it', () => {
    expect(arches('arch/x86/kernel/common.c')).toEqual(['x86_64', 's390', 'i386']);
    expect(arches('arch/x86/kernel/own.c')).toEqual(['x86_64', 'i386']);
    expect(arches('arch/x86/include/asm/own.h')).toEqual(['x86_64', 'i386']);
    expect(arches('arch/m68k/kernel/own.c')).toEqual([]);
  });

  test('shows the options that build it, not its arches', () => {
    const [condition] = buildConditions(FILES, ['arch/x86/kernel/common.c']).values();
    expect(condition).toMatchObject({ config: null, module: null, built: true });
  });
});

test('code under an #if is of the arches where that can hold', () => {
  const masks = archMasks(FILES);
  expect(archesOf(masks.ofConfig('defined(CONFIG_X86_32)'))).not.toContain('x86_64');
  expect(archesOf(masks.ofConfig(''))).toEqual(ARCH_NAMES);
});
