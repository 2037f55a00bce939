/** What the BCC tools have in common: how distributions name and package them, what they need, and what breaks them all. */
import { everywhere } from './everywhere.js';
import type { Break, Distribution, Tracer } from './tracer.js';

/** Debian and Ubuntu add `-bpfcc`; others keep the tools out of the search path, Arch and Alpine too. */
function bccPrograms(name: string): Readonly<Record<Distribution, string>> {
  const elsewhere = `/usr/share/bcc/tools/${name}`;
  return {
    debian: `${name}-bpfcc`,
    fedora: elsewhere,
    suse: elsewhere,
    arch: elsewhere,
    alpine: elsewhere,
    upstream: name,
  };
}

const BCC_PACKAGES = { ...everywhere('bcc-tools'), debian: 'bpfcc-tools', upstream: 'bcc' };

/** The headers of the running kernel: programs are compiled on the machine that is traced. */
const HEADERS: Readonly<Record<Distribution, string>> = {
  debian: 'linux-headers-$(uname -r)',
  fedora: 'kernel-devel-$(uname -r)',
  suse: 'kernel-default-devel',
  arch: 'python-bcc linux-headers',
  alpine: 'py3-bcc linux-lts-dev',
  upstream: 'the headers of the kernel',
};

/** What is the same for each of them; Debian 12 has 0.26. */
export function bccTool(
  name: string,
): Pick<Tracer, 'id' | 'suite' | 'programs' | 'packages' | 'beside' | 'oldest' | 'options' | 'needs'> {
  return {
    id: name,
    suite: 'bcc',
    programs: bccPrograms(name),
    packages: BCC_PACKAGES,
    beside: HEADERS,
    oldest: '0.26',
    options: ['CONFIG_BPF_SYSCALL', 'CONFIG_BPF_EVENTS', 'CONFIG_KPROBES'],
    needs: ['the headers of the running kernel, or CONFIG_IKHEADERS', '15 to 60 seconds to compile before it watches'],
  };
}

/** Of tools whose programs include more of the kernel's headers than syscount does. */
export const NEW_HEADERS: Break = {
  kernels: '>=7.3',
  versions: '<0.27',
  what: 'bcc 0.26 does not compile its program against the headers of 7.3: use bpftrace, or a newer bcc',
  effect: 'refused',
};

/** Of tools that attach to names, one after the other. */
export const ONE_MISSING: Break = {
  what: 'one function that cannot be attached to (inlined, renamed, refused) stops the whole command: only surely traceable names are given',
  effect: 'avoided',
};

/** Of tools that look for tracefs again when they end. */
export const NO_MOUNTS: Break = {
  what: 'while nothing can be mounted (fs.mount-max) it ends with an exception of Python behind its results: harmless',
  effect: 'noted',
};
