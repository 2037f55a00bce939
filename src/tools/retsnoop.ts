/** retsnoop: the deepest call stack that failed, and what each function of it returned. */
import { everywhere } from './everywhere.js';
import type { Tracer } from './tracer.js';

export const retsnoop: Tracer = {
  id: 'retsnoop',
  suite: 'retsnoop',
  programs: everywhere('retsnoop'),
  packages: { debian: null, fedora: null, suse: null, arch: 'retsnoop', alpine: null, upstream: 'retsnoop' },
  oldest: '0.9',
  since: [
    { feature: 'filter by errno (-x)', version: '0.7', source: 'src/retsnoop.c' },
    { feature: 'function call traces (-T)', version: '0.9.3', source: 'src/retsnoop.c' },
  ],
  options: ['CONFIG_BPF_SYSCALL', 'CONFIG_BPF_EVENTS', 'CONFIG_KPROBES', 'CONFIG_DEBUG_INFO_BTF'],
  needs: ['BTF of the kernel (/sys/kernel/btf/vmlinux)'],
  filters: { errno: true, pid: true, comm: true },
  breaks: [
    { versions: '<0.7', what: 'it cannot filter by errno before 0.7: use bpftrace', effect: 'refused' },
    {
      what: 'an entry that cannot be attached to ends it, a missing name of -a does not: the entry is one that the kernel lists',
      effect: 'avoided',
    },
    {
      what: 'names of lines need a kernel image with debugging symbols: it is told not to look for them (-sn)',
      effect: 'avoided',
    },
  ],
  steps: {
    'one-shot': ({ probes, entry, name, pid, comm }, program) => {
      if (entry === undefined) return [];
      const allowed = [...new Set(probes.map(({ symbol }) => symbol))].filter((symbol) => symbol !== entry);
      return [
        [
          program,
          '-sn',
          ...(pid === undefined ? [] : ['-p', String(pid)]),
          ...(comm === undefined ? [] : [`--comm=${comm}`]),
          '-x',
          name,
          '-e',
          entry,
          ...allowed.flatMap((symbol) => ['-a', symbol]),
        ],
      ];
    },
  },
};
