/** What the root file system of a guest is made of: Debian packages, and the kernels that it can boot. */

/** The suite of the root file system; the tools are in the versions that it has. */
export const SUITE = 'bookworm';

/** Tracers, and what scenarios need to provoke failures. */
export const ROOT_PACKAGES: readonly string[] = [
  'acl', // getfacl, which checks of causes call, as they do getfattr
  'attr',
  'auditd', // ausyscall, with which syscount-bpfcc names syscalls
  'bpfcc-tools',
  'bpftrace',
  'conntrack',
  'e2fsprogs',
  'file',
  'gcc', // SystemTap compiles a module
  'iproute2',
  'keyutils',
  'kmod',
  'libcap2-bin',
  'linux-perf',
  'make',
  'mount',
  'nftables',
  'perf-tools-unstable',
  'procps',
  'python3',
  'python3-drgn',
  'quota',
  'strace',
  'sudo',
  'systemd', // journalctl
  'systemtap',
  'trace-cmd',
  'util-linux',
];

/** A kernel that a guest can boot. */
export interface LabKernel {
  /** As in `--kernel`: the line of the pack. */
  readonly line: string;
  /** As `uname -r` prints it. A build of it is bundled, so that plans know its symbols. */
  readonly release: string;
}

export const KERNELS: readonly LabKernel[] = [
  { line: '6.1', release: '6.1.0-56-cloud-amd64' },
  { line: '6.12', release: '6.12.117+deb12-cloud-amd64' },
];

/** The image with its modules, the headers that BCC compiles against, and the debugging symbols that drgn reads. */
export function kernelPackages({ release }: LabKernel): readonly string[] {
  const common = release.replace(/-cloud-amd64$/, '-common');
  return [
    `linux-image-${release}`,
    `linux-headers-${release}`,
    `linux-headers-${common}`,
    `linux-image-${release}-dbg`,
  ];
}
