/** What an errno from outside means, in one sentence for whoever asked. */

import type { Source } from '../store/sources.js';

export const SOURCE_MEANINGS: Readonly<Record<Source, string>> = {
  seccomp:
    'A seccomp filter of the process (a container profile, SystemCallFilter= of systemd, a sandbox) answers the syscall with an errno of its own; the body does not run.',
  ptrace: 'A tracer (a debugger, strace with fault injection) replaces the result of the syscall.',
  bpf: 'A BPF program that is attached here decides the errno.',
  netfilter: 'The verdict of a netfilter hook carries the errno: a firewall rule or a module that drops the packet.',
  injection: 'Fault injection, or a BPF program that overrides the function, returns an errno in its place.',
  fuse: 'The daemon that serves the FUSE file system answers with the errno.',
  nfs: 'The NFS server, or a helper in user space that the kernel asks, answers with the errno.',
  '9p': 'The 9p server (a hypervisor that shares a folder, or diod) answers with the errno.',
  smb: 'The SMB server answers with a status that becomes the errno.',
  ceph: 'A Ceph daemon answers with the errno.',
  user: 'A program in user space hands the errno to the kernel, which passes it on.',
  peer: 'The other side of a connection (a server, another node of a cluster) answers with the errno.',
  device: 'A device or its firmware answers with the errno.',
  disk: 'An errno that was stored on the disk when the file system failed is read back.',
  hypervisor: 'The hypervisor answers a call of the kernel with the errno.',
};
