/** The tracers that a guest has, as a plan is told them: `bpftrace@0.17.0`. */
import { TRACERS } from '../../src/tools/index.js';
import { parseVersion } from '../../src/tools/version.js';
import type { Guest } from '../guest/guest.js';
import { kernelPackages, type LabKernel } from '../image/packages.js';

/** Asks the guest's dpkg. Kernels and their headers were unpacked beside it; a tracer of the base system is part of every one. */
export async function guestTools(guest: Guest, kernel: LabKernel): Promise<readonly string[]> {
  const { output } = await guest.run(`dpkg-query -W -f '\${Package} \${Version}\\n'`);
  const versions = new Map(output.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1]]));
  for (const name of kernelPackages(kernel)) versions.set(name, '');
  return TRACERS.flatMap(({ id, packages, beside }) => {
    const named = (text: string) => text.replace('$(uname -r)', kernel.release).split(' ');
    const own = packages.debian === null ? undefined : versions.get(packages.debian);
    if (packages.debian !== 'base system' && own === undefined) return [];
    if (beside !== undefined && named(beside.debian).some((name) => !versions.has(name))) return [];
    return [own === undefined || parseVersion(own) === undefined ? id : `${id}@${own}`];
  });
}
