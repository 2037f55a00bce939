/** The tracers that a guest has, as a plan is told them: `bpftrace@0.17.0`. */
import { TRACERS } from '../../src/tools/index.js';
import { parseVersion } from '../../src/tools/version.js';
import type { Guest } from '../guest/guest.js';

/** Asks the guest's dpkg; a tracer without a package is part of every system. */
export async function guestTools(guest: Guest): Promise<readonly string[]> {
  const { output } = await guest.run(`dpkg-query -W -f '\${Package} \${Version}\\n'`);
  const versions = new Map(output.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1]]));
  return TRACERS.flatMap(({ id, packages }) => {
    const name = packages.debian;
    if (name === null) return [];
    const version = versions.get(name);
    if (version === undefined) return name === 'base system' ? [id] : [];
    return [parseVersion(version) === undefined ? id : `${id}@${version}`];
  });
}
