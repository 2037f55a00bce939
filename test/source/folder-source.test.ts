/** Kernel trees in folders. */

import { chmodSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../indexer/source/open-source.js';
import { miniTree, miniTreeC, readAll, wantsC } from './mini-tree.js';
import { runProgram } from './programs.js';
import { tempFolder, writeTree } from './temp-folder.js';

const miniFolder = (more: Readonly<Record<string, string | Uint8Array>> = {}) =>
  writeTree(tempFolder(), { ...miniTree, ...more });

/** Enough files that the last is not yet read when the first is yielded. */
const many = Object.fromEntries(
  Array.from({ length: 200 }, (_, at) => [`lib/f${String(at).padStart(3, '0')}.c`, `int f${at};\n`]),
);

describe('a folder', () => {
  test('yields the wanted files by path, and their sizes before the first', async () => {
    const source = await openSource(miniFolder({ 'fs/b.c': 'b', 'fs/a/z.c': 'z', 'fs/B.c': 'B' }));
    expect(source).toMatchObject({ kind: 'folder', package: null, totalBytes: null });
    const paths: string[] = [];
    for await (const { path } of source.files(wantsC)) {
      paths.push(path);
      expect(source.totalBytes).toBe(Object.values(miniTreeC).join('').length + 3);
    }
    expect(paths).toEqual(['fs/B.c', 'fs/a/z.c', 'fs/b.c', 'fs/open.c', 'include/linux/fs.h']);
    await source.close();
  });

  test('of many files is read whole, by a slow consumer too', async () => {
    const source = await openSource(miniFolder(many));
    expect(await readAll(source)).toEqual({ ...miniTreeC, ...many });
  });

  test('with links yields none of them, wherever they lead', async () => {
    const folder = miniFolder();
    const outside = writeTree(tempFolder(), { 'secret.c': 'secret' }, 'secret.c');
    symlinkSync(outside, join(folder, 'fs/out.c'));
    symlinkSync('open.c', join(folder, 'fs/in.c'));
    symlinkSync('..', join(folder, 'fs/loop'));
    symlinkSync('nowhere', join(folder, 'fs/dangling.c'));
    const source = await openSource(folder);
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['symbolic link', 4]]);
  });

  test('given through a link is read', async () => {
    const link = join(tempFolder(), 'linux');
    symlinkSync(miniFolder(), link);
    expect(await readAll(await openSource(link))).toEqual(miniTreeC);
  });

  test('with a FIFO named like a source file does not wait for it', async () => {
    const folder = miniFolder();
    runProgram('mkfifo', [join(folder, 'fs/pipe.c')]);
    const source = await openSource(folder);
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['device node, FIFO or socket', 1]]);
  });

  test('with a sparse file of 10 GB passes it over', async () => {
    const folder = miniFolder({ 'fs/huge.c': '' });
    truncateSync(join(folder, 'fs/huge.c'), 10 * 1024 ** 3);
    const source = await openSource(folder);
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['file too large', 1]]);
  });

  test('with a name that is not UTF-8 counts it', async () => {
    const folder = miniFolder();
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/fs/`), Buffer.from([0xff, 0xfe]), Buffer.from('.c')]), 'x');
    const source = await openSource(folder);
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['name not in UTF-8', 1]]);
  });

  test('with empty files and bytes that are no text yields them as they are', async () => {
    const noise = new Uint8Array([0, 255, 254, 13, 10]);
    const source = await openSource(miniFolder({ 'fs/empty.c': '', 'fs/noise.c': noise }));
    const found = new Map<string, Uint8Array>();
    for await (const { path, bytes } of source.files(wantsC)) found.set(path, bytes);
    expect(found.get('fs/noise.c')).toEqual(noise);
    expect(found.get('fs/empty.c')).toEqual(new Uint8Array());
  });

  test('does not look into .git', async () => {
    expect(await readAll(await openSource(miniFolder({ '.git/objects/x.c': 'x' })))).toEqual(miniTreeC);
  });
});

describe('a run ends with the path in one line', () => {
  test('when a file vanishes or gets shorter while the tree is read', async () => {
    for (const harm of [(path: string) => rmSync(path), (path: string) => truncateSync(path, 1)]) {
      const folder = miniFolder(many);
      const source = await openSource(folder);
      const read = async () => {
        for await (const { path } of source.files(wantsC)) if (path === 'fs/open.c') harm(join(folder, 'lib/f199.c'));
      };
      await expect(read()).rejects.toThrow(/lib\/f199\.c(: ENOENT| became shorter while it was read); /);
    }
  });

  test.skipIf(process.getuid?.() === 0)('when a file or folder may not be read', async () => {
    for (const path of ['fs/open.c', 'fs']) {
      const folder = miniFolder();
      chmodSync(join(folder, path), 0);
      try {
        await expect(openSource(folder).then((source) => readAll(source))).rejects.toThrow(
          `cannot read ${join(folder, path)}: permission denied; make`,
        );
      } finally {
        chmodSync(join(folder, path), 0o755);
      }
    }
  });

  test('when there is too much', async () => {
    const read = async (limits: object) => readAll(await openSource(miniFolder(), limits));
    await expect(read({ totalBytes: 10 })).rejects.toThrow('holds more than 10 bytes of source; give');
    await expect(read({ entries: 3 })).rejects.toThrow('has more than 3 entries; give');
  });
});

describe('what is no kernel tree is refused before anything is read', () => {
  const without = (...paths: readonly string[]) =>
    writeTree(tempFolder(), {
      'x.c': '',
      ...Object.fromEntries(Object.entries(miniTree).filter(([path]) => !paths.includes(path))),
    });

  test.each([
    [['Makefile'], 'no Makefile at its top'],
    [['Kconfig'], 'no Kconfig at its top'],
    [['include/linux/fs.h'], 'no include/linux/ at its top'],
    [Object.keys(miniTree), 'no Makefile, Kconfig, include/linux/ at its top'],
  ])('without %j', async (paths, message) => {
    await expect(openSource(without(...paths))).rejects.toThrow(
      `is not a kernel tree: ${message}; give the top folder of a Linux source tree`,
    );
  });

  test('with the Makefile of another program', async () => {
    await expect(openSource(miniFolder({ Makefile: 'all:\n\tcc x.c\n' }))).rejects.toThrow(
      'not a kernel tree: the top Makefile sets no VERSION; give the top folder',
    );
  });

  test('with a top Makefile of 10 GB', async () => {
    const folder = miniFolder();
    truncateSync(join(folder, 'Makefile'), 10 * 1024 ** 3);
    await expect(openSource(folder)).rejects.toThrow("Makefile has 10737418240 bytes, as no kernel's has; give");
  });

  test.each([
    ['nothing at all', '/nonexistent/linux', 'there is no file or folder /nonexistent/linux; check the path'],
    ['a device', '/dev/null', '/dev/null is neither a folder nor a file; give'],
    ['a path through a file', `${join(process.cwd(), 'package.json')}/x`, 'there is no file or folder'],
  ])('%s', async (_, path, message) => {
    await expect(openSource(path)).rejects.toThrow(message);
  });
});
