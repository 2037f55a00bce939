/** What to type to get a tool. */
import type { Install } from '../schemas/plan.js';
import type { Tracer } from './tracer.js';

/** The package manager of each distribution; SLES and openSUSE have zypper, Fedora and RHEL dnf. */
const INSTALLERS: Readonly<Record<keyof Install, string>> = {
  debian: 'apt-get install',
  fedora: 'dnf install',
  suse: 'zypper install',
  arch: 'pacman -S',
  alpine: 'apk add',
};

/** One line for each distribution; `$(uname -r)` in the name of a package is left to the shell. */
export function installLines({ packages, beside }: Pick<Tracer, 'packages' | 'beside'>): Install {
  const line = (distribution: keyof Install): string | null => {
    const own = packages[distribution];
    const names = beside === undefined ? own : `${own} ${beside[distribution]}`;
    return own === null ? null : `sudo ${INSTALLERS[distribution]} ${names}`;
  };
  return {
    debian: line('debian'),
    fedora: line('fedora'),
    suse: line('suse'),
    arch: line('arch'),
    alpine: line('alpine'),
  };
}
