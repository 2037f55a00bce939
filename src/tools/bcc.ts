/** How distributions name and package the BCC tools. */
import type { Distribution } from './tracer.js';

/** Debian and Ubuntu add `-bpfcc`; Fedora and RHEL keep the tools out of the search path. */
export function bccPrograms(name: string): Readonly<Record<Distribution, string>> {
  return { debian: `${name}-bpfcc`, fedora: `/usr/share/bcc/tools/${name}`, upstream: name };
}

export const BCC_PACKAGES: Readonly<Record<Distribution, string>> = {
  debian: 'bpfcc-tools',
  fedora: 'bcc-tools',
  upstream: 'bcc',
};

/** BCC compiles its programs on the machine that is traced. */
export const BCC_NEEDS: readonly string[] = [
  'the headers of the running kernel (linux-headers-$(uname -r), kernel-devel)',
];
