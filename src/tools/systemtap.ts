/** SystemTap: results of functions, by a module that it compiles. */
import { everywhere } from './everywhere.js';
import { bySymbol } from './probe-event.js';
import type { Tracer, Watched } from './tracer.js';

export const systemtap: Tracer = {
  id: 'systemtap',
  suite: 'systemtap',
  programs: everywhere('stap'),
  packages: { ...everywhere('systemtap'), alpine: null },
  beside: {
    debian: 'linux-headers-$(uname -r) gcc make',
    fedora: 'kernel-devel-$(uname -r)',
    suse: 'kernel-default-devel',
    arch: 'linux-headers',
    alpine: '',
    upstream: 'the headers of the kernel',
  },
  oldest: '4.9',
  since: [
    {
      feature: 'kprobe.function("f").return, which needs no debugging symbols',
      version: '1.1',
      source: 'stapprobes(3stap)',
    },
    { feature: 'optional probes (?)', version: '0.6', source: 'stapprobes(3stap)' },
  ],
  options: ['CONFIG_KPROBES', 'CONFIG_MODULES', 'CONFIG_RELAY'],
  needs: ['the headers of the running kernel, gcc and make', 'modules that are not signed'],
  filters: { errno: true, pid: true, comm: true },
  breaks: [
    {
      versions: '<4.9',
      what: 'SystemTap 4.8 (Debian 12) finds no symbol table beside Debian\'s kernel, ends with "no probes found", and builds no module for a kernel after 6.1: use bpftrace or a newer SystemTap',
      effect: 'refused',
    },
    { what: '`kernel.function` needs debugging symbols, `kprobe.function` does not', effect: 'avoided' },
    { what: '`returnval()` is 64 bits wide: the low 32 bits are compared', effect: 'avoided' },
    {
      what: '`$1` and `@1` in the text of a script are arguments: a name with such letters is not filtered by',
      effect: 'avoided',
    },
  ],
  steps: {
    'return-values': ({ probes, beside, possible, ...watched }, program) => [
      [
        program,
        '-e',
        [...bySymbol([...probes, ...beside, ...possible])]
          .map(([symbol, errnos]) => probe(symbol, errnos, watched))
          .join('\n'),
      ],
    ],
  },
};

const LOW_HALF = 2 ** 32;

/** One probe; `?` leaves it out where the function cannot be attached to. */
function probe(symbol: string, errnos: readonly number[], { pid, comm }: Watched): string {
  const result = '(returnval() & 0xffffffff)';
  const conditions = [
    `(${errnos.map((errno) => `${result} == ${LOW_HALF - errno}`).join(' || ')})`,
    ...(pid === undefined ? [] : [`pid() == ${pid}`]),
    ...(comm !== undefined && /^[\w.:/+=, -]+$/.test(comm) ? [`execname() == "${comm}"`] : []),
  ];
  const print = `printf("%s pid %d tid %d ${symbol} returned %d\\n", execname(), pid(), tid(), ${result} - ${LOW_HALF})`;
  return `probe kprobe.function("${symbol}").return ? { if (${conditions.join(' && ')}) ${print} }`;
}
