/** Archives made to harm: each is refused in one line, or what is wrong in it is passed over and counted. */

import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IndexError } from '../../indexer/index-error.js';
import type { SourceLimits } from '../../indexer/source/limits.js';
import { openSource } from '../../indexer/source/open-source.js';
import { deb, type Entry, miniTreeC, readAll, tar, treeEntries } from './mini-tree.js';
import { tempFile, tempFolder } from './temp-folder.js';

async function readTar(entries: readonly Entry[], limits: Partial<SourceLimits> = {}) {
  const source = await openSource(tempFile('t.tar', await tar(entries)), limits);
  return { files: await readAll(source), skipped: Object.fromEntries(source.skipped) };
}

describe('an entry is passed over and counted', () => {
  const cases: readonly (readonly [string, Entry, string])[] = [
    ['with .. in its path', { name: 'linux-6.1/../../etc/x.c', content: 'x' }, 'path leads out of the tree'],
    ['with an absolute path', { name: '/etc/x.c', content: 'x' }, 'path leads out of the tree'],
    [
      'that is a symbolic link out',
      { name: 'linux-6.1/fs/x.c', type: 'symlink', linkname: '/etc/passwd' },
      'symbolic link',
    ],
    [
      'that is a symbolic link inside',
      { name: 'linux-6.1/fs/x.c', type: 'symlink', linkname: 'open.c' },
      'symbolic link',
    ],
    ['that is a hard link', { name: 'linux-6.1/fs/x.c', type: 'link', linkname: '/etc/passwd' }, 'hard link'],
    [
      'that is a character device',
      { name: 'linux-6.1/fs/x.c', type: 'character-device' },
      'device node, FIFO or socket',
    ],
    ['that is a block device', { name: 'linux-6.1/fs/x.c', type: 'block-device' }, 'device node, FIFO or socket'],
    ['that is a FIFO', { name: 'linux-6.1/fs/x.c', type: 'fifo' }, 'device node, FIFO or socket'],
    ['for a path that came before', { name: 'linux-6.1/fs/open.c', content: 'second' }, 'second entry for one path'],
    [
      'for a path that came before, in other words',
      { name: 'linux-6.1/./fs//open.c', content: '2' },
      'second entry for one path',
    ],
    [
      'with an escape sequence in its name',
      { name: 'linux-6.1/fs/\u001b[2Jx.c', content: 'x' },
      'control character in name',
    ],
    ['with a line end in its name', { name: 'linux-6.1/fs/a\nb.c', content: 'x' }, 'control character in name'],
    ['with a path too long', { name: `linux-6.1/${'a/'.repeat(600)}x.c`, content: 'x' }, 'path too long'],
  ];
  test.each(cases)('%s', async (_, entry, reason) => {
    expect(await readTar([...treeEntries(), entry])).toEqual({ files: miniTreeC, skipped: { [reason]: 1 } });
  });

  test('with a name that is not UTF-8', async () => {
    const bytes = await tar([...treeEntries(), { name: 'linux-6.1/fs/QQ.c', content: 'x' }]);
    const header = bytes.indexOf('linux-6.1/fs/QQ.c');
    bytes.set([0xff, 0xfe], header + 'linux-6.1/fs/'.length);
    const sum = bytes
      .subarray(header, header + 512)
      .reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, header + 148, 'latin1');
    const source = await openSource(tempFile('t.tar', bytes));
    expect(await readAll(source)).toEqual(miniTreeC);
    expect([...source.skipped]).toEqual([['name not in UTF-8', 1]]);
  });

  test('that is too large, though only when it is wanted', async () => {
    const entries = [
      ...treeEntries(),
      { name: 'linux-6.1/fs/huge.c', content: 'x'.repeat(1000) },
      { name: 'linux-6.1/fs/huge.bin', content: 'x'.repeat(1000) },
      { name: 'linux-6.1/fs/after.c', content: 'int a;' },
    ];
    const { files, skipped } = await readTar(entries, { fileBytes: 1000 });
    expect(files).toEqual({ ...miniTreeC, 'fs/after.c': 'int a;' });
    expect(skipped).toEqual({ 'file too large': 1 });
  });
});

test('a file of 50 MB is passed over and what follows is read', async () => {
  const huge = { name: 'linux-6.1/fs/huge.c', content: Buffer.alloc(50_000_000, 'x') };
  const { files, skipped } = await readTar([
    ...treeEntries(),
    huge,
    { name: 'linux-6.1/fs/after.c', content: 'int a;' },
  ]);
  expect(Object.keys(files)).toEqual([...Object.keys(miniTreeC), 'fs/after.c']);
  expect(skipped).toEqual({ 'file too large': 1 });
});

describe('an archive is refused', () => {
  const read = async (name: string, bytes: Uint8Array, limits: Partial<SourceLimits> = {}) =>
    readAll(await openSource(tempFile(name, bytes), limits));

  test('when it unpacks to gigabytes of zeros, long before these are read', async () => {
    const head = (await tar([...treeEntries(), { name: 'linux-6.1/fs/zeros.c', content: '' }])).subarray(0, -1536);
    const zeros = Buffer.from((await tar([{ name: 'linux-6.1/fs/zeros.c' }])).subarray(0, 512));
    zeros.write(`${(10 * 1024 ** 3 - 1).toString(8).padStart(12, '0')}`, 124, 'latin1');
    const sum = zeros.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    zeros.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    const bomb = await gzipOf([head, zeros, ...Array.from({ length: 100 }, () => Buffer.alloc(1024 ** 2))]);
    await expect(read('bomb.tar.gz', bomb)).rejects.toThrow(
      /bomb\.tar\.gz unpacks to more than 200 times its size.*; give/,
    );
  });

  test('when it holds too many bytes', async () => {
    await expect(read('t.tar', await tar(treeEntries()), { totalBytes: 3000 })).rejects.toThrow(
      't.tar holds more than 3000 bytes',
    );
    await expect(read('t.tar.gz', gzipSync(await tar(treeEntries())), { totalBytes: 3000 })).rejects.toThrow(
      'more than 3000 bytes',
    );
  });

  test('when it has too many entries', async () => {
    await expect(read('t.tar', await tar(treeEntries()), { entries: 4 })).rejects.toThrow(
      't.tar has more than 4 entries',
    );
  });

  test('when it is empty', async () => {
    await expect(read('e.tar', Buffer.alloc(0))).rejects.toThrow(/e\.tar is empty; fetch it again$/);
    await expect(read('e.tar.gz', gzipSync(''))).rejects.toThrow('what e.tar.gz unpacks to is empty');
  });

  test('when it is garbage', async () => {
    const noise = randomBytes(4096).fill('x', 0, 16);
    await expect(read('g.tar', noise)).rejects.toThrow(
      /g\.tar is not an archive of a kernel tree; give a folder, \.tar/,
    );
    await expect(read('g.tar.gz', gzipSync(noise))).rejects.toThrow('what g.tar.gz unpacks to is not an archive');
  });

  test('when garbage follows a good start', async () => {
    const good = (await tar(treeEntries())).subarray(0, -1024);
    await expect(read('t.tar', Buffer.concat([good, Buffer.alloc(2048, 'x')]))).rejects.toThrow(
      /^the tar archive t\.tar is damaged or cut short \(Invalid tar header\); fetch/,
    );
  });

  test('when it ends between two entries', async () => {
    const whole = await tar(treeEntries());
    await expect(read('t.tar', whole.subarray(0, whole.length - 1024))).rejects.toThrow(
      't.tar is damaged or cut short (no end mark)',
    );
  });

  test('when it is compressed twice', async () => {
    const twice = gzipSync(gzipSync(await tar(treeEntries())));
    await expect(read('t.tar.gz', twice)).rejects.toThrow('what t.tar.gz unpacks to is not an archive');
  });

  test('when it holds an archive of the tree, which it names', async () => {
    const outer = await tar([{ name: 'x/linux-6.1.tar', content: await tar(treeEntries()) }]);
    await expect(read('o.tar', outer)).rejects.toThrow(
      /no Makefile, Kconfig, include\/linux\/ at its top; it holds the archive linux-6\.1\.tar/,
    );
  });

  test.each([
    ['bzip2 data', 'BZh91AY'],
    ['a zip archive', 'PK\x03\x04'],
    ['a compiled program or kernel (ELF)', '\x7fELF'],
  ])('when it is %s', async (what, start) => {
    await expect(read('f', Buffer.from(start.padEnd(600, ' '), 'latin1'))).rejects.toThrow(
      ` is ${what}, which is not read; unpack it`,
    );
  });

  test.each([
    ['negative', [0xff, 0]],
    ['beyond all disks', [0x80, 0x7f]],
  ])('when a header says a size that is %s', async (_, size) => {
    const bytes = await tar(treeEntries());
    const header = bytes.subarray(512, 1024);
    header.fill(0, 124, 136).set(size, 124);
    const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    await expect(read('t.tar', bytes)).rejects.toThrow('t.tar is damaged or cut short');
  });
});

describe('whatever bytes of an archive are changed, cut or put twice', () => {
  const harm = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 700 }),
    bytes: fc.uint8Array({ maxLength: 16 }),
  });

  test.each([
    ['tar', () => tar(treeEntries())],
    ['deb', async () => deb(await tar(treeEntries()))],
  ])('it is read or refused in one line (%s)', async (_, make) => {
    const whole = await make();
    const path = tempFile('archive', whole);
    await fc.assert(
      fc.asyncProperty(fc.array(harm, { minLength: 1, maxLength: 4 }), async (harms) => {
        let bytes = whole;
        for (const { at, length, bytes: put } of harms) {
          const from = at % bytes.length;
          bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]);
        }
        writeFileSync(path, bytes);
        const failure: unknown = await openSource(path)
          .then((source) => readAll(source))
          .then(
            () => null,
            (error: unknown) => error,
          );
        if (failure === null) return;
        expect(failure).toBeInstanceOf(IndexError);
        expect(String(failure)).not.toContain('\n');
      }),
      { numRuns: 150, seed: 28 },
    );
  });
});

test('nothing of an archive is written to disk', async () => {
  const folder = tempFolder();
  const before = process.cwd();
  process.chdir(folder);
  try {
    await readTar([...treeEntries(), { name: 'linux-6.1/../escaped.c', content: 'x' }]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    process.chdir(before);
  }
});

async function gzipOf(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const packed: Uint8Array[] = [];
  gzip.on('data', (piece: Uint8Array) => packed.push(piece));
  const done = new Promise((resolve) => gzip.once('end', resolve));
  for (const piece of pieces) gzip.write(piece);
  gzip.end();
  await done;
  return Buffer.concat(packed);
}
