/** How common an option is follows from the kernel's default configurations and Kconfig. */
import { expect, test } from 'vitest';
import { configPopularity, defaultConfigPaths } from '../../indexer/tables/config-popularity.js';
import { kconfigPaths, readKconfig } from '../../indexer/tables/kconfig.js';

const FILES = new Map([
  [
    'fs/Kconfig',
    `
menuconfig DISKS
	bool "Disks"
	default y
config JOURNAL
	tristate
config ALPHA_FS
	tristate "Alpha"
	select JOURNAL
	help
	  config NOT_AN_OPTION
	  default y
	  select NOTHING
config BETA_FS
	tristate "Beta"
	default m if ALPHA_FS && DISKS
config GAMMA_FS
	bool "Gamma"
	default y if (ALPHA_FS || DISKS)
`,
  ],
  ['arch/s390/Kconfig', 'config MAINFRAME\n\tdef_bool y\n'],
  ['arch/x86/configs/x86_64_defconfig', 'CONFIG_ALPHA_FS=m\n# CONFIG_DISKS is not set\n'],
  ['arch/arm/configs/one_defconfig', 'CONFIG_BOARD=y\n'],
  ['arch/arm/configs/two_defconfig', 'CONFIG_BOARD=y\nCONFIG_ALPHA_FS=n\nCONFIG_NAME="x"\n'],
  ['arch/s390/configs/defconfig', ''],
  ['arch/m68k/configs/amiga_defconfig', 'CONFIG_OLD=y\n'],
]);

test('announces the paths it reads', () => {
  expect(['arch/x86/configs/x86_64_defconfig', 'arch/arm64/configs/defconfig'].every(defaultConfigPaths)).toBe(true);
  expect(
    ['arch/m68k/configs/amiga_defconfig', 'arch/x86/configs/xen.config', 'a/configs/defconfig'].some(
      defaultConfigPaths,
    ),
  ).toBe(false);
  expect(['Kconfig', 'fs/ext4/Kconfig', 'lib/Kconfig.debug'].every(kconfigPaths)).toBe(true);
  expect(['tools/x/Kconfig', 'fs/Kconfigs.c'].some(kconfigPaths)).toBe(false);
});

test('reads type, defaults and selects, and no help text', () => {
  const options = readKconfig(FILES);
  expect(options.get('CONFIG_ALPHA_FS')).toMatchObject({ tristate: true });
  expect(options.get('CONFIG_DISKS')).toMatchObject({ tristate: false, defaultOnIn: new Set(['*']) });
  expect(options.get('CONFIG_JOURNAL')?.selectedBy).toEqual(new Set(['CONFIG_ALPHA_FS']));
  expect(options.get('CONFIG_BETA_FS')?.defaultOnIf).toEqual(['ALPHA_FS && DISKS']);
  expect(options.has('CONFIG_NOT_AN_OPTION') || options.has('CONFIG_NOTHING')).toBe(false);
});

test('counts each arch the same, however many configurations it has', () => {
  const popularity = configPopularity(FILES);
  expect(popularity.get('CONFIG_ALPHA_FS')).toBeCloseTo(1 / 3);
  expect(popularity.get('CONFIG_BOARD')).toBeCloseTo(1 / 3);
  expect(popularity.get('CONFIG_OLD')).toBeUndefined();
});

test('leaves an option that a configuration does not name at its default', () => {
  const popularity = configPopularity(FILES);
  expect(popularity.get('CONFIG_DISKS')).toBeCloseTo(2 / 3);
  expect(popularity.get('CONFIG_MAINFRAME')).toBeCloseTo(1 / 3);
});

test('raises what others imply to their share', () => {
  const popularity = configPopularity(FILES);
  expect(popularity.get('CONFIG_JOURNAL')).toBeCloseTo(1 / 3);
  expect(popularity.get('CONFIG_BETA_FS')).toBeCloseTo(1 / 3);
  expect(popularity.get('CONFIG_GAMMA_FS')).toBe(0);
});

test('falls back on the defaults of a tree without configurations', () => {
  const popularity = configPopularity(new Map([['Kconfig', 'config A\n\tdef_bool y\nconfig B\n\tbool\n']]));
  expect([popularity.get('CONFIG_A'), popularity.get('CONFIG_B')]).toEqual([1, 0]);
});
