/** Which versions of the tools a distribution's release ships, known by the names of its kernels. */
import { parseVersion, type Version } from './version.js';

interface Release {
  readonly name: string;
  /** What `uname -r` prints there. */
  readonly kernels: RegExp;
  /** Versions by suite, as its package manager lists them. */
  readonly versions: Readonly<Record<string, string>>;
}

const RELEASES: readonly Release[] = [
  {
    name: 'Debian 12',
    kernels: /^6\.1\.0-\d+-|\+deb12-/,
    versions: {
      bcc: '0.26.0',
      bpftrace: '0.17.0',
      drgn: '0.0.22',
      perf: '6.1',
      strace: '6.1',
      systemtap: '4.8',
      'trace-cmd': '3.1.6',
    },
  },
  {
    name: 'Debian 13',
    kernels: /\+deb13-/,
    versions: { bcc: '0.31.0', bpftrace: '0.23.2', perf: '6.12', strace: '6.13', 'trace-cmd': '3.3.1' },
  },
];

/** @param kernel - a release as `uname -r` prints it; another text names no distribution */
export function shippedVersion(kernel: string, suite: string): Version | undefined {
  const shipped = RELEASES.find(({ kernels }) => kernels.test(kernel))?.versions[suite];
  return shipped === undefined ? undefined : parseVersion(shipped);
}
