/** The disk of the guests: made once from Debian's packages, kept in the user's cache folder, never written again. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Archive, downloadPackages, openArchive, versionsOf } from './archive.js';
import { KERNELS, kernelPackages, ROOT_PACKAGES, SUITE } from './packages.js';
import { runTool } from './run-tool.js';

/** A ready image: `root.ext4`, and for each kernel a folder named by its release with `vmlinuz` and `modules/`. */
export interface Image {
  readonly folder: string;
}

/** What this file does; counted up when an image that exists has to be made again. */
const FORMAT = 2;

/** Sectors that are never written take no room on the host. */
const DISK_SIZE = '6G';

/** Modules that a guest needs before its disk is there, with what they depend on. */
const BOOT_MODULES = ['virtio_pci', 'virtio_blk', 'virtio_console'];

/** Paths that no program of the lab reads. */
const LEFT_OUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];

/** Debugging symbols of modules, which are three times as large as those of the kernel itself. */
const NOT_UNPACKED = './usr/lib/debug/lib/modules/*/kernel';

/** Where the lab keeps what it makes. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'errnopath', 'lab');

/** The image that was made last; throws where there is none. */
export async function readyImage(): Promise<Image> {
  const name = await readFile(join(CACHE, 'current'), 'utf8').catch(() => undefined);
  if (name === undefined) throw new Error('there is no image yet; `npm run lab -- image` makes one');
  return { folder: join(CACHE, name.trim()) };
}

/** Makes the image unless one of the same package versions is there. Needs root, for it unpacks as dpkg does. */
export async function makeImage(say: (line: string) => void): Promise<Image> {
  await mkdir(CACHE, { recursive: true });
  const scratch = await mkdtemp(join(CACHE, 'making-'));
  try {
    const archive = await openArchive(join(scratch, 'apt'));
    const kernels = KERNELS.flatMap(kernelPackages);
    const versions = await versionsOf(archive, [...ROOT_PACKAGES, ...kernels]);
    const key = createHash('sha256')
      .update([FORMAT, SUITE, ...versions].join('\n'))
      .digest('hex')
      .slice(0, 16);
    const folder = join(CACHE, key);
    const there = await readFile(join(folder, 'versions'), 'utf8').catch(() => undefined);
    if (there === undefined) {
      const made = join(scratch, 'image');
      await mkdir(made);
      await fillImage(archive, scratch, made, say);
      await writeFile(join(made, 'versions'), `${versions.join('\n')}\n`);
      await rm(folder, { recursive: true, force: true });
      await rename(made, folder);
    }
    await writeFile(join(CACHE, 'current'), `${key}\n`);
    return { folder };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fillImage(archive: Archive, scratch: string, made: string, say: (line: string) => void): Promise<void> {
  const root = join(scratch, 'root');
  say(`unpacking ${SUITE} with ${ROOT_PACKAGES.length} packages and what they need`);
  await runTool(
    'env',
    [
      ...(await mountsApart()),
      ...['mmdebstrap', '--mode=root'],
      '--variant=essential',
      `--include=${ROOT_PACKAGES.join(',')}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Languages "none"',
      ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
      '--format=directory',
      SUITE,
      root,
      '-',
    ],
    { input: archive.sources },
  );
  for (const kernel of KERNELS) {
    say(`unpacking ${kernel.release}`);
    const debs = join(scratch, 'debs', kernel.release);
    await downloadPackages(archive, kernelPackages(kernel), debs);
    for (const deb of await readdir(debs)) await unpack(join(debs, deb), root);
    await keepKernel(root, kernel.release, join(made, kernel.release));
  }
  say('writing the disk');
  await runTool('mke2fs', ['-q', '-t', 'ext4', '-d', root, '-L', 'lab', join(made, 'root.ext4'), DISK_SIZE]);
}

/**
 * What lets a program mount where nobody else sees it, and until it ends, also where it is killed: the folder can be removed then.
 * Nothing where that is not permitted, for then it cannot mount at all.
 */
async function mountsApart(): Promise<readonly string[]> {
  const apart = ['unshare', '--mount', '--propagation', 'private'];
  return runTool('env', [...apart, 'true']).then(
    () => apart,
    () => [],
  );
}

/** As `dpkg-deb -x`, which would put a folder in the place of the link from /lib to /usr/lib. */
async function unpack(deb: string, root: string): Promise<void> {
  const script = 'set -e; dpkg-deb --fsys-tarfile "$0" | tar -x -C "$1" --keep-directory-symlink --exclude="$2"';
  await runTool('sh', ['-c', script, deb, root, NOT_UNPACKED]);
}

/** Copies out of the root what boots it: the kernel, and in the order of loading the modules of {@link BOOT_MODULES}. */
async function keepKernel(root: string, release: string, folder: string): Promise<void> {
  await mkdir(join(folder, 'modules'), { recursive: true });
  await cp(join(root, 'boot', `vmlinuz-${release}`), join(folder, 'vmlinuz'));
  await runTool('depmod', ['-b', root, release]);
  const order = new Set<string>();
  for (const module of BOOT_MODULES) {
    const shown = await runTool('modprobe', ['-d', root, '-S', release, '--show-depends', module]);
    for (const [, path] of shown.matchAll(/^insmod (\S+)/gm)) if (path !== undefined) order.add(path);
  }
  const names: string[] = [];
  for (const path of order) {
    const name = `${path.replace(/^.*\//, '').replace(/\.ko(\.xz)?$/, '')}.ko`;
    await cp(path, join(folder, 'modules', path.endsWith('.xz') ? `${name}.xz` : name));
    if (path.endsWith('.xz')) await runTool('xz', ['-d', join(folder, 'modules', `${name}.xz`)]);
    names.push(name);
  }
  await writeFile(join(folder, 'modules', 'order'), names.map((name) => `${name}\n`).join(''));
}
