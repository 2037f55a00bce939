/** The tracers that a guest has, as a plan is told them: `bpftrace@0.17.0`. */
import { TRACERS } from '../../src/tools/index.js';
import { parseVersion } from '../../src/tools/version.js';
import type { Guest } from '../guest/guest.js';
import { kernelPackages, type LabKernel } from '../image/packages.js';

/** Asks the guest's dpkg. Kernels and their headers were unpacked beside it; a tracer of the base system is part of every one. */
export async function guestTools(guest: Guest, kernel: LabKernel): Promise<readonly string[]> {
  const { output } = await guest.run(`dpkg-query -W -f '\${Package} \${Version}\\n'`);
  const versions = new Map(output.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1]]));
  for (const name of ['base system', ...kernelPackages(kernel)]) versions.set(name, '');
  return TRACERS.flatMap(({ id, packages, beside }) => {
    const names = [packages.debian, ...(beside?.debian ?? 'base system').split(' ')].map((name) =>
      name?.replace('$(uname -r)', kernel.release),
    );
    const [own] = names.map((name) => (name === undefined ? undefined : versions.get(name)));
    if (own === undefined || names.some((name) => name === undefined || !versions.has(name))) return [];
    return [parseVersion(own) === undefined ? id : `${id}@${own}`];
  });
}
