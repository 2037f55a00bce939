/** Archives of kernel trees: every format, with and without the programs that unpack it. */

import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSource } from '../../indexer/source/open-source.js';
import { compressedTree } from './compressed-tree.js';
import { deb, miniTree, miniTreeC, readAll, tar, treeEntries } from './mini-tree.js';
import { hasProgram, pipeThrough } from './programs.js';
import { tempFile, tempFolder, writeTree } from './temp-folder.js';

afterEach(() => vi.unstubAllEnvs());

const withoutPrograms = () => vi.stubEnv('PATH', tempFolder());

const formats: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  tar: () => tar(treeEntries()),
  'tar.gz': async () => gzipSync(await tar(treeEntries())),
  'tar.xz': async () => compressedTree.xz,
  'tar.zst': async () => compressedTree.zstd,
  'deb around tar.xz': () => deb(compressedTree.xz),
  'deb, gzip around tar.zst': () => deb(compressedTree.zstd, gzipSync),
};

describe.each(Object.entries(formats))('a kernel tree as %s', (_, make) => {
  test('yields the wanted files with the programs that PATH has', async () => {
    expect(await readAll(await openSource(tempFile('source', await make())))).toEqual(miniTreeC);
  });

  test('yields the same with libraries alone', async () => {
    withoutPrograms();
    expect(await readAll(await openSource(tempFile('source', await make())))).toEqual(miniTreeC);
  });

  test('ends in one clear line when it is cut short, with programs and with libraries', async () => {
    const whole = await make();
    const path = tempFile('source', whole.subarray(0, whole.length - 200));
    const read = async () => readAll(await openSource(path));
    await expect(read()).rejects.toThrow(/^[^\n]*(cut short)[^\n]*; fetch[^\n]*$/);
    withoutPrograms();
    await expect(read()).rejects.toThrow(/^[^\n]*(cut short)[^\n]*; fetch[^\n]*$/);
  });
});

describe('compressed data', () => {
  test.each(['xz', 'zstd'] as const)('with flipped bits ends in one clear line (%s)', async (by) => {
    const bytes = Buffer.from(compressedTree[by]);
    for (let at = 60; at < 90; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    const path = tempFile('linux.tar', bytes);
    const read = async () => readAll(await openSource(path));
    await expect(read()).rejects.toThrow(`the ${by} data of linux.tar is damaged or cut short`);
    withoutPrograms();
    await expect(read()).rejects.toThrow(`the ${by} data of linux.tar is damaged or cut short`);
  });

  test('of an xz archive inside an xz archive is read by libraries too', async () => {
    withoutPrograms();
    const inner = compressedTree.xz;
    const source = await openSource(tempFile('p.deb', await deb(inner)));
    expect(await readAll(source)).toEqual(miniTreeC);
  });

  test.skipIf(!hasProgram('xz'))(
    'of a doubly compressed package is read with programs and with libraries',
    async () => {
      const press = (bytes: Buffer) => pipeThrough('xz', bytes);
      const path = tempFile('p.deb', await deb(compressedTree.xz, press));
      expect(await readAll(await openSource(path))).toEqual(miniTreeC);
      withoutPrograms();
      expect(await readAll(await openSource(path))).toEqual(miniTreeC);
    },
  );

  test.skipIf(!hasProgram('xz'))(
    'of several xz streams in a row is read whole, with programs and with libraries',
    async () => {
      const whole = await tar(treeEntries());
      const parts = [whole.subarray(0, 3000), whole.subarray(3000)];
      const streams = parts.map((part) => pipeThrough('xz', part));
      const path = tempFile('t.tar.xz', Buffer.concat(streams));
      expect(await readAll(await openSource(path))).toEqual(miniTreeC);
      withoutPrograms();
      expect(await readAll(await openSource(path))).toEqual(miniTreeC);
    },
  );

  test('of megabytes is the same through library and program', async () => {
    const files = { ...Object.fromEntries(treeEntries('').map((e) => [e.name, String(e.content)])) };
    for (let at = 0; at < 400; at += 1) files[`drivers/d${at}.c`] = `int f${at};\n`.repeat(1000);
    const path = tempFile('big.tar.gz', gzipSync(await tar(treeEntries('linux/', files))));
    const read = await readAll(await openSource(path));
    expect(Object.keys(read)).toHaveLength(402);
    expect(read['drivers/d399.c']).toBe('int f399;\n'.repeat(1000));
  });
});

describe('a Debian package', () => {
  test('tells its name and version', async () => {
    const source = await openSource(tempFile('linux-source-6.1_all.deb', await deb(compressedTree.xz)));
    expect(source).toMatchObject({
      kind: 'deb',
      name: 'linux-source-6.1_all.deb',
      package: { name: 'linux-source-6.1', version: '6.1.192-2' },
    });
    await source.close();
  });

  test('without a kernel tree says which package to give', async () => {
    const { ar, controlText } = await import('./mini-tree.js');
    const control = await tar([{ name: './control', content: controlText }]);
    const data = await tar([{ name: './boot/vmlinuz', content: 'x' }]);
    const path = tempFile(
      'image.deb',
      ar({ 'debian-binary': Buffer.from('2.0\n'), 'control.tar': control, 'data.tar': data }),
    );
    await expect(openSource(path).then((source) => readAll(source))).rejects.toThrow(
      /image\.deb holds no usr\/src\/linux-source.*; give the package linux-source-/,
    );
  });

  test.each([
    ['no version', 'Package: linux-source-6.1\n', 'no usable field Version'],
    ['a version with a shell command in it', 'Package: p\nVersion: 1;$(id)\n', 'no usable field Version'],
  ])('with %s in its control data is refused', async (_, control, message) => {
    const path = tempFile('p.deb', await deb(compressedTree.xz, undefined, control));
    await expect(openSource(path)).rejects.toThrow(message);
  });

  test('with a member size that is no number is refused', async () => {
    const bytes = await deb(compressedTree.xz);
    bytes.write('abc', 8 + 48, 'latin1');
    await expect(openSource(tempFile('p.deb', bytes))).rejects.toThrow('the Debian package p.deb is damaged at byte 8');
  });
});

describe('the top folder of an archive', () => {
  test.each([['linux-source-6.1/'], ['./linux-6.1/'], [''], ['./']])('%j is taken off', async (top) => {
    const source = await openSource(tempFile('t.tar', await tar(treeEntries(top))));
    expect(await readAll(source)).toEqual(miniTreeC);
  });

  test('holds everything: what stands beside it is counted', async () => {
    const entries = [...treeEntries(), { name: 'other/fs/open.c', content: 'x' }];
    const source = await openSource(tempFile('t.tar', await tar(entries)));
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['path outside the top folder', 1]]);
  });
});

test('a tar archive tells how much of it has been read', async () => {
  const source = await openSource(tempFile('t.tar', await tar(treeEntries())));
  expect([source.totalBytes, source.fractionRead]).toEqual([null, 0]);
  await readAll(source);
  expect(source.fractionRead).toBe(1);
});

describe.each(['t.tar.xz', 'folder'])('reading a tree can be stopped at any time (%s)', (kind) => {
  const open = () =>
    openSource(kind === 'folder' ? writeTree(tempFolder(), miniTree) : tempFile(kind, compressedTree.xz));

  test('by asking for no more', async () => {
    const source = await open();
    for await (const file of source.files(wantsAll)) {
      expect(Object.keys(miniTree)).toContain(file.path);
      break;
    }
    await source.close();
    await source.close();
  });

  test('by closing the source, which never looks like its end', async () => {
    const source = await open();
    const read = async () => {
      for await (const _ of source.files(wantsAll)) await source.close();
    };
    await expect(read()).rejects.toThrow('aborted');
  });
});

test('each file is alone in its buffer, so that it can be transferred', async () => {
  const folder = writeTree(tempFolder(), Object.fromEntries(treeEntries('').map((e) => [e.name, String(e.content)])));
  for (const path of [tempFile('t.tar', await tar(treeEntries())), folder]) {
    const source = await openSource(path);
    for await (const { bytes } of source.files(wantsAll)) expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  }
});

function wantsAll(): boolean {
  return true;
}
