/** Trees that look like a kernel's and are none, or none that can be read: what is said of them. */

import { expect, test } from 'vitest';
import { openSource } from '../../indexer/source/open-source.js';
import { readAll, tar, treeEntries } from './mini-tree.js';
import { tempFile, tempFolder, writeTree } from './temp-folder.js';

const version = (version: string, patchlevel: string, sublevel: string): string =>
  `VERSION = ${version}\nPATCHLEVEL = ${patchlevel}\nSUBLEVEL = ${sublevel}\nEXTRAVERSION =\nNAME =\n`;

const BUSYBOX = {
  Makefile: version('1', '36', '1'),
  'Config.in': 'mainmenu "Configuration"\n',
  'include/libbb.h': 'int xopen(const char *path);\n',
  'coreutils/cat.c': 'int cat_main(int argc) { return argc; }\n',
};
const BOOTLOADER = {
  Makefile: version('2024', '01', ''),
  Kconfig: 'mainmenu "Boot"\n',
  'include/linux/types.h': 'typedef int s32;\n',
  'common/board_f.c': 'int init(void) { return -1; }\n',
};
const OLD_KERNEL = {
  Makefile: version('4', '16', '18'),
  Kconfig: 'mainmenu "Linux"\n',
  'include/linux/types.h': 'typedef int s32;\n',
  'fs/open.c': 'int f(void) { return -5; }\n',
};

test.each([
  [
    'a set of tools',
    BUSYBOX,
    /is not a kernel tree: no Kconfig, include\/linux\/ at its top; give the top folder/,
    /names release 1\.36\.1, and Linux 4\.17 is the oldest/,
  ],
  [
    'a boot loader',
    BOOTLOADER,
    /not a kernel tree: the top Makefile sets VERSION to 2024, which no Linux has; give the top/,
  ],
  [
    'a kernel that is too old',
    OLD_KERNEL,
    /names release 4\.16\.18, and Linux 4\.17 is the oldest that can be read; give the top/,
  ],
  ['nothing', {}, /is not a kernel tree: no Makefile, Kconfig, include\/linux\/ at its top; give the top folder/],
])('%s, as a folder and as an archive', async (_, files, folder, archive = folder) => {
  await expect(openSource(writeTree(tempFolder(), files)).then((source) => readAll(source))).rejects.toThrow(folder);
  const packed = await tar(treeEntries('top/', files));
  await expect(openSource(tempFile('source.tar', packed)).then((source) => readAll(source))).rejects.toThrow(archive);
});
