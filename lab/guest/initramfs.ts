/** The first file system of a guest: busybox, the modules for the disk, and the programs that run the guest. */
import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../image/run-tool.js';

/** From Debian's package busybox-static: a dynamic one would need its libraries beside it. */
const BUSYBOX = '/bin/busybox';

const HERE = import.meta.dirname;

/** Writes it into a folder and gives its path; `kernel` is the folder of a kernel in the image. */
export async function makeInitramfs(kernel: string, folder: string): Promise<string> {
  const tree = join(folder, 'initramfs');
  await mkdir(join(tree, 'bin'), { recursive: true });
  await cp(BUSYBOX, join(tree, 'bin', 'busybox'), { dereference: true });
  await cp(join(kernel, 'modules'), join(tree, 'modules'), { recursive: true });
  await cp(join(HERE, 'initramfs-init.sh'), join(tree, 'init'));
  await chmod(join(tree, 'init'), 0o755);
  for (const name of ['agent.py', 'root-init.sh']) await cp(join(HERE, name), join(tree, name));
  const archive = join(folder, 'initrd');
  await runTool('sh', ['-c', `find . | "$0" cpio -o -H newc >"$1"`, BUSYBOX, archive], { cwd: tree });
  return archive;
}
