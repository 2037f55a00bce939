/** The command `errnopath build-info`: whatever tells of a kernel in, one build out. */
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runBuildInfoCommand } from '../../indexer/build/main.js';
import type { Build } from '../../src/domain/build.js';
import { readBuildFile } from '../../src/node/build-file.js';
import { ar, tar } from '../source/mini-tree.js';
import { tempFile, tempFolder, writeTree } from '../source/temp-folder.js';
import { btf } from './made-btf.js';
import { madeModule } from './made-elf.js';
import { bzImage, madeVmlinux } from './made-kernel.js';
import { cpio, rpm } from './made-rpm.js';

const release = '6.1.0-99-test-amd64';
const vmlinuz = bzImage(
  gzipSync(
    madeVmlinux({
      places: [
        { name: 'do_mount', type: 'T', at: 0x100 },
        { name: 'do_umount', type: 'T', at: 0x200 },
      ],
      calls: [0x100],
    }),
  ),
);
const config =
  '#\n# Linux/x86 6.1.192 Kernel Configuration\n#\nCONFIG_X86_64=y\nCONFIG_DYNAMIC_FTRACE=y\nCONFIG_EXT4_FS=m\n';

function moduleFile(name: string, functions: readonly string[], withCalls = true): Buffer {
  const calls = [{ name: '__mcount_loc', flags: 2, pointers: [{ section: '.text', at: 0 }] }];
  const info = Buffer.from(`name=${name}\0vermagic=${release} SMP \0`);
  return madeModule(
    'x86_64',
    [{ name: '.text', flags: 6 }, { name: '.modinfo', flags: 2, bytes: info }, ...(withCalls ? calls : [])],
    functions.map((text, i) => ({ name: text, section: '.text', at: i * 16 })),
  );
}

/** What a package of the kernel holds, by path. */
const files: Readonly<Record<string, Uint8Array>> = {
  [`boot/vmlinuz-${release}`]: vmlinuz,
  [`boot/config-${release}`]: Buffer.from(config),
  [`boot/System.map-${release}`]: Buffer.from('ffffffffffffffff B The real System.map is elsewhere\n'),
  [`lib/modules/${release}/kernel/fs/ext4/ext4.ko`]: moduleFile('ext4', ['ext4_open', 'ext4_open.cold']),
  [`lib/modules/${release}/kernel/lib/tables.ko.gz`]: gzipSync(moduleFile('tables', ['tables_get'], false)),
  [`lib/modules/${release}/modules.order`]: Buffer.from('kernel/fs/ext4/ext4.ko\n'),
  'usr/share/doc/copyright': Buffer.from('text'),
};

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly out: string;
}

async function run(...argv: string[]): Promise<Run> {
  const out = join(tempFolder(), 'made', 'builds');
  let stdout = '';
  let stderr = '';
  const status = await runBuildInfoCommand([...argv, '--out', out], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { status, stdout, stderr, out };
}

async function buildOf(...argv: string[]): Promise<Build & { readonly rows: readonly string[] }> {
  const { status, stderr, out } = await run(...argv);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [name = ''] = readdirSync(out);
  const build = await readBuildFile(join(out, name));
  const rows = [...build.symbols].filter(({ name: symbol }) => !symbol.startsWith('fill_'));
  return { ...build, rows: rows.map(({ name: symbol, module, attach }) => `${symbol} ${module ?? ''} ${attach}`) };
}

const rows = [
  'do_mount  traced',
  'do_umount  untraced',
  'ext4_open ext4 traced',
  'ext4_open.cold ext4 untraced',
  'tables_get tables untraced',
];

async function debFile(paths: readonly string[], name = `linux-image-${release}`): Promise<string> {
  const entries = paths.map((path) => ({ name: `./${path}`, content: files[path] ?? '' }));
  const control = `Package: ${name}\nVersion: 6.1.192-2\nArchitecture: amd64\n`;
  return tempFile(
    `${name}.deb`,
    ar({
      'debian-binary': Buffer.from('2.0\n'),
      'control.tar.gz': gzipSync(await tar([{ name: './control', content: control }])),
      'data.tar.gz': gzipSync(await tar(entries)),
    }),
  );
}

describe('errnopath build-info', () => {
  test('reads a Debian package', async () => {
    const build = await buildOf(await debFile(Object.keys(files)));
    expect(build).toMatchObject({
      release,
      kernel: '6.1.192',
      arch: 'x86_64',
      source: `linux-image-${release} 6.1.192-2`,
    });
    expect(build.rows).toEqual(rows);
    expect([...build.modules]).toEqual(['ext4', 'tables']);
    expect(Object.fromEntries(build.options)).toEqual({
      CONFIG_X86_64: 'y',
      CONFIG_DYNAMIC_FTRACE: 'y',
      CONFIG_EXT4_FS: 'm',
    });
  });

  test('reads packages that share a kernel, as Ubuntu has them', async () => {
    const [boot, modules] = ['boot/', 'lib/'].map((start) =>
      Object.keys(files).filter((path) => path.startsWith(start)),
    );
    const build = await buildOf(
      await debFile(boot ?? [], `linux-image-${release}`),
      await debFile(modules ?? [], `linux-modules-${release}`),
    );
    expect(build.rows).toEqual(rows);
    expect(build.source).toBe(`linux-image-${release} 6.1.192-2, linux-modules-${release} 6.1.192-2`);
  });

  test('reads an RPM package, with its files where Fedora has them', async () => {
    const paths = Object.entries(files).map(([path, bytes]): [string, Uint8Array] => [
      path.replace(`boot/vmlinuz-${release}`, `lib/modules/${release}/vmlinuz`).replace(/^/, './'),
      bytes,
    ]);
    const file = tempFile('kernel-core.rpm', rpm('kernel-core', '6.1.192', '1.fc41', gzipSync(cpio(paths))));
    const build = await buildOf(file);
    expect(build.rows).toEqual(rows);
    expect(build.source).toBe('kernel-core 6.1.192-1.fc41');
  });

  test('reads the folder that a package unpacks to, and the folder of one release in it', async () => {
    const folder = writeTree(tempFolder(), files);
    expect((await buildOf(folder)).rows).toEqual(rows);
    expect((await buildOf(join(folder, 'lib/modules', release))).rows).toEqual(rows.slice(2));
    symlinkSync('../lib', join(folder, 'usr/lib')); // one of them is a link to the other
    expect((await buildOf(folder)).rows).toEqual(rows);
  });

  test('chooses a release of several, and else says that there are several', async () => {
    const folder = writeTree(tempFolder(), {
      ...files,
      'lib/modules/6.1.0-7-amd64/kernel/x.ko': Buffer.from('no module'),
    });
    const several = await run(folder);
    expect(several).toMatchObject({ status: 1, stdout: '' });
    expect((await buildOf(folder, '--release', release)).rows).toEqual(rows);
  });

  test('reads the lists of a running kernel, each for what it tells', async () => {
    const list = tempFile(
      'kallsyms',
      'ffffffff81000100 T do_mount\nffffffff81000200 t do_umount\nffffffff81000300 t noinstr_x\n' +
        'ffffffff81000300 T __noinstr_text_start\nffffffff81000310 T __noinstr_text_end\nffffffffc0000100 t ext4_open [ext4]\n',
    );
    const aff = tempFile('available_filter_functions', 'do_mount\next4_open [ext4]\n');
    const asked = ['--release', release, '--arch', 'amd64'];
    const listed = (await buildOf(list, ...asked)).rows.filter((row) => !row.startsWith('__'));
    expect(listed).toEqual(['do_mount  unknown', 'do_umount  unknown', 'noinstr_x  refused', 'ext4_open ext4 unknown']);
    const both = (await buildOf(list, aff, ...asked)).rows.filter((row) => !row.startsWith('__'));
    expect(both).toEqual(['do_mount  traced', 'do_umount  untraced', 'noinstr_x  refused', 'ext4_open ext4 traced']);
    expect((await buildOf(aff, ...asked)).rows).toEqual(['do_mount  traced', 'ext4_open ext4 traced']);
  });

  test('reads the names in BTF, of a module with those of the kernel', async () => {
    const kernel = btf(['do_mount', 'vfs_read'], null);
    const folder = writeTree(tempFolder(), { vmlinux: kernel, ext4: btf(['ext4_open'], 19) });
    const asked = ['--release', release, '--arch', 'arm64'];
    const build = await buildOf(join(folder, 'vmlinux'), join(folder, 'ext4'), ...asked);
    expect(build.rows).toEqual(['do_mount  unknown', 'vfs_read  unknown', 'ext4_open ext4 unknown']);
    expect(build.arch).toBe('arm64');
  });

  test('says in one line what is missing or wrong, and leaves nothing behind', async () => {
    const cases: readonly (readonly [argv: string[], said: RegExp])[] = [
      [['/no/such/file'], /there is no file or folder \/no\/such\/file; check the path of INPUT/],
      [[tempFile('kallsyms', 'ffffffff81000100 T do_mount\n')], /do not tell the release; name it with --release/],
      [[tempFile('x', 'do_mount\n'), '--release', release], /do not tell the arch; name it with --arch/],
      [[tempFile(`config-${release}`, config)], /no symbols in there; give a kernel package/],
      [[tempFile('vmlinuz', Buffer.alloc(600))], /vmlinuz is no kernel image; give vmlinuz, Image or vmlinux/],
      [[tempFolder()], /has neither boot nor lib\/modules; give the folder that a kernel package unpacks to/],
      [
        [await debFile(['usr/share/doc/copyright'])],
        /no kernel image, configuration or module in there; give the packages/,
      ],
    ];
    for (const [argv, said] of cases) {
      const { status, stdout, stderr, out } = await run(...argv);
      expect(stderr).toMatch(said);
      expect(stderr).toMatch(/^errnopath: [^\n]+\n$/);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(() => readdirSync(out)).toThrow('ENOENT');
    }
  });

  test('refuses a wrong command line', async () => {
    for (const argv of [[], ['x', '--arch', 'vax'], ['x', '--release', '../etc']]) {
      const { status, stderr } = await run(...argv);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^error: /);
    }
  });

  test('prints a line, or JSON with the path and what the head of the build says', async () => {
    const file = await debFile(Object.keys(files));
    const line = await run(file);
    expect(line.stdout).toMatch(
      /^6\.1\.0-99-test-amd64 x86_64: 1105 symbols \(2 traced\), 2 modules, 3 options, in \/[^\n]+\.build\n$/,
    );
    const json = await run(file, '--json');
    const summary: unknown = JSON.parse(json.stdout);
    expect(summary).toMatchObject({ path: join(json.out, `${release}.build`), release, counts: { modules: 2 } });
    expect(readFileSync(join(json.out, `${release}.build`))).toEqual(readFileSync(join(line.out, `${release}.build`)));
  });
});
