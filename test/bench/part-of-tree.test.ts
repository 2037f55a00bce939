/** A part of a tree keeps what is read beside code, whole, and the n-th C files. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partOfTree } from '../../bench/part-of-tree.js';
import { tempFolder, writeTree } from '../source/temp-folder.js';

test('takes every second C file and all tables', async () => {
  const folder = tempFolder();
  const names = ['Makefile', 'fs/Kconfig', 'fs/a.c', 'fs/b.c', 'fs/c.h', 'fs/d.c', 'README', 'tools/e.c'];
  writeTree(join(folder, 'tree'), Object.fromEntries(names.map((name) => [name, `/* ${name} */\n`])));
  await partOfTree(join(folder, 'tree'), join(folder, 'half'), 2);
  const files = readdirSync(join(folder, 'half'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  expect(files.sort()).toEqual(['Kconfig', 'Makefile', 'a.c', 'c.h']);
});
