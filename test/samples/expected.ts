/** What has to be told of each sample: the tool, the functions that the file shows, the origin as far as the file proves it. */

export interface Expected {
  readonly tool: string;
  /** Functions of the chain that the file shows, callers first. */
  readonly seen?: readonly string[];
  /** The syscall that failed, where the file tells it or what it shows leaves no other. */
  readonly syscall?: string;
  readonly errno?: 'ENOSPC' | null;
  readonly origin?: 'count_mounts' | null;
  readonly confidence?: readonly ('certain' | 'likely' | 'possible' | 'none')[];
  /** What the tool could not do, and with which function. */
  readonly trouble?: readonly [kind: string, symbol: string | null];
}

/** Labels that have the kernel and tools of Debian 12, in which `mount` calls mount; with those of Debian 13 it is move_mount. */
export type Label = 'k6.1' | 'k6.12' | 'k6.12-t13';

/** The functions of each syscall's chain, callers first, those without a symbol left out. */
export const CHAINS = {
  mount: ['__x64_sys_mount', 'path_mount', 'do_add_mount', 'graft_tree', 'attach_recursive_mnt', 'count_mounts'],
  move_mount: ['__x64_sys_move_mount', 'do_move_mount', 'attach_recursive_mnt', 'count_mounts'],
} as const;

const [entry, path, add, graft, attach, count] = CHAINS.mount;
const [moveEntry, move] = CHAINS.move_mount;

/** Nothing was traced: the probe was never reached, or nothing failed. */
const silent = (tool: string): Expected => ({ tool, errno: null, origin: null, confidence: ['none'] });

const proven = (tool: string, ...seen: readonly string[]): Expected => ({
  ...{ tool, seen, errno: 'ENOSPC', origin: 'count_mounts', confidence: ['certain'] },
});

/** The function that wrote the errno was not seen. */
const below = (tool: string, syscall: string, ...seen: readonly string[]): Expected => ({
  ...{ tool, seen, syscall, errno: 'ENOSPC', origin: 'count_mounts', confidence: ['likely', 'possible'] },
});

/** Only the syscall and the errno are told. */
const called = (tool: string, syscall: string): Expected => ({
  ...{ tool, syscall, errno: 'ENOSPC', origin: 'count_mounts', confidence: ['possible'] },
});

/** A call graph, or a count, without an errno. */
const unvalued = (tool: string, ...seen: readonly string[]): Expected => ({
  tool,
  seen,
  errno: null,
  origin: null,
  confidence: ['none'],
});

const broken = (kind: string, symbol: string | null = null, tool = 'tool-failure'): Expected => ({
  ...{ tool, errno: null, origin: null, trouble: [kind, symbol] },
});

const harmless: Expected = { tool: 'compiler-warnings', errno: null, origin: null };
const empty: Expected = { tool: 'unknown', errno: null, origin: null };

type ByLabel = { readonly [L in Label]?: Expected };
const both = (one: Expected): ByLabel => ({ 'k6.1': one, 'k6.12': one });
const all = (one: Expected): ByLabel => ({ ...both(one), 'k6.12-t13': one });

/** By the name of a file without its label; `.stderr` files are listed by their own names. */
export const EXPECTED: Readonly<Record<string, ByLabel>> = {
  'bpftrace-kretfunc-separate-blocks': {
    ...both({ ...proven('bpftrace', path, count), syscall: 'mount' }),
    'k6.12-t13': proven('bpftrace', count),
  },
  'bpftrace-kretfunc-two-targets': all(empty),
  'bpftrace-kretfunc-two-targets.stderr': all(broken('mixed-arguments')),
  'bpftrace-kretfunc-vmlinux-prefix': { 'k6.12': empty },
  'bpftrace-kretfunc-vmlinux-prefix.stderr': { 'k6.12': broken('func-in-fexit') },
  // `func` of 0.17 names the callers; that of 0.23 the functions.
  'bpftrace-kretprobe-chain-func': {
    ...both(below('bpftrace', 'mount', entry, path, attach)),
    'k6.12-t13': proven('bpftrace', attach, count),
  },
  'bpftrace-kretprobe-chain-probe': {
    ...both({ ...proven('bpftrace', path, add, graft, attach, count), syscall: 'mount' }),
    'k6.12-t13': proven('bpftrace', attach, count),
  },
  'bpftrace-kretprobe-inlined': {
    ...both(below('bpftrace', 'mount', entry, attach)),
    'k6.12-t13': proven('bpftrace', count),
  },
  'bpftrace-kretprobe-inlined.stderr': all(broken('not-traceable', 'do_new_mount')),
  'bpftrace-kretprobe-kstack': {
    ...both(below('bpftrace', 'mount', entry, path, attach)),
    'k6.12-t13': below('bpftrace', 'move_mount', moveEntry, move, attach),
  },
  'bpftrace-raw_sys_exit': { ...both(called('bpftrace', 'mount')), 'k6.12-t13': called('bpftrace', 'move_mount') },
  'bpftrace-retval-cast': { 'k6.12': proven('bpftrace', count) },
  'bpftrace-retval-cast.stderr': { 'k6.12': broken('cast-missing') },
  'bpftrace-sys_exit_mount': { ...both(called('bpftrace', 'mount')), 'k6.12-t13': silent('bpftrace') },
  'funccount-bpfcc-glob': {
    'k6.1': broken('not-traceable', '__do_sys_mount_setattr'),
    'k6.12': broken('not-traceable', '__pfx_collect_mounts'),
    'k6.12-t13': unvalued('bcc-funccount'),
  },
  'funccount-bpfcc-glob.stderr': both(broken('not-traceable')),
  'funcgraph-do_new_mount-inlined': all(silent('funcgraph')),
  'funcgraph-do_new_mount-inlined.stderr': all(broken('not-traceable', 'do_new_mount')),
  'funcgraph-m5-path_mount': { ...both(unvalued('funcgraph', path)), 'k6.12-t13': silent('funcgraph') },
  'funcgraph-m8-path_mount': { 'k6.12': unvalued('funcgraph', path) },
  'kprobe-perf-count_mounts-s32-stack': {
    ...both({ ...proven('kprobe', entry, path, attach, count), syscall: 'mount' }),
    'k6.12-t13': { ...proven('kprobe', moveEntry, move, attach, count), syscall: 'move_mount' },
  },
  'kprobe-perf-path_mount-s64': { ...both(below('kprobe', 'mount', entry, path)), 'k6.12-t13': silent('kprobe') },
  'mountsnoop-bpfcc-mount': { 'k6.12': called('bcc-snoop', 'mount') },
  'mountsnoop-bpfcc-mount.stderr': { 'k6.12': harmless },
  'opensnoop-bpfcc-x': { 'k6.12': { tool: 'bcc-snoop', syscall: 'openat', confidence: ['possible'] } },
  'opensnoop-bpfcc-x.stderr': { 'k6.12': harmless },
  // perf ftrace prints what tracefs holds, and the program's message where that comes.
  'perf-ftrace-G-path_mount': {
    'k6.1': below('tracefs', 'mount', path, graft, attach, count),
    'k6.12': unvalued('tracefs', path),
    'k6.12-t13': called('tracefs', 'move_mount'),
  },
  'perf-probe-add-list': all(broken('not-traceable', 'do_new_mount', 'perf-probe')),
  'perf-script-kretprobe-callgraph': {
    ...both({ ...proven('perf-script', entry, path, attach, count), syscall: 'mount' }),
    'k6.12-t13': { ...proven('perf-script', moveEntry, move, attach, count), syscall: 'move_mount' },
  },
  'perf-script-kretprobe-chain': {
    ...both({ ...proven('perf-script', path, add, graft, attach, count), syscall: 'mount' }),
    'k6.12-t13': proven('perf-script', attach, count),
  },
  'perf-trace-S': {
    ...both(called('perf-trace', 'mount')),
    'k6.12-t13': { tool: 'perf-trace', syscall: 'openat', confidence: ['possible'] },
  },
  'perf-trace-all': { ...both(called('perf-trace', 'mount')), 'k6.12-t13': called('perf-trace', 'move_mount') },
  'perf-trace-all.stderr': {
    ...both(called('application', 'mount')),
    'k6.12-t13': called('application', 'move_mount'),
  },
  'perf-trace-failure': { ...both(called('perf-trace', 'mount')), 'k6.12-t13': empty },
  'perf-trace-s': all(unvalued('perf-trace')),
  'retsnoop-E-mount': { 'k6.12': { ...proven('retsnoop', entry, path, add, graft, attach, count), syscall: 'mount' } },
  'retsnoop-F-path_mount': {
    'k6.12': { ...proven('retsnoop', entry, path, add, graft, attach, count), syscall: 'mount' },
  },
  'retsnoop-T-path_mount': { 'k6.12': { ...proven('retsnoop', path, add, graft, attach, count), syscall: 'mount' } },
  'retsnoop-TA-path_mount': { 'k6.12': { ...proven('retsnoop', path, add, graft, attach, count), syscall: 'mount' } },
  'retsnoop-entry-inlined': { 'k6.12': empty },
  'retsnoop-entry-inlined.stderr': { 'k6.12': broken('not-traceable', 'do_new_mount') },
  'stackcount-bpfcc-count_mounts': {
    'k6.12': { ...unvalued('bcc-stackcount', entry, path, attach, count), syscall: 'mount' },
  },
  'stackcount-bpfcc-count_mounts.stderr': { 'k6.12': harmless },
  'strace-c': { ...both(called('strace', 'mount')), 'k6.12-t13': called('strace', 'move_mount') },
  'strace-k-failed': { ...both(called('strace', 'mount')), 'k6.12-t13': called('strace', 'move_mount') },
  'strace-mount': { ...both(called('strace', 'mount')), 'k6.12-t13': called('strace', 'move_mount') },
  'strace-mount.stderr': { ...both(called('application', 'mount')), 'k6.12-t13': called('application', 'move_mount') },
  'syscount-bpfcc-P-e-ENOSPC': { 'k6.12': unvalued('bcc-syscount') },
  'syscount-bpfcc-P-e-ENOSPC.stderr': { 'k6.12': harmless },
  'syscount-bpfcc-e-ENOSPC': {
    ...both({ ...unvalued('bcc-syscount'), syscall: 'mount' }),
    'k6.12-t13': { ...unvalued('bcc-syscount'), syscall: 'move_mount' },
  },
  'syscount-bpfcc-e-ENOSPC.stderr': { 'k6.12': harmless },
  'syscount-bpfcc-x': { 'k6.12': unvalued('bcc-syscount') },
  'syscount-bpfcc-x.stderr': { 'k6.12': harmless },
  'trace-bpfcc-chain': {
    ...both({ ...proven('bcc-trace', path, add, graft, attach, count), syscall: 'mount' }),
    'k6.12-t13': proven('bcc-trace', attach, count),
  },
  'trace-bpfcc-chain.stderr': { 'k6.12': harmless },
  'trace-bpfcc-filter-cast': all(proven('bcc-trace', count)),
  'trace-bpfcc-filter-cast.stderr': { 'k6.12': harmless },
  'trace-bpfcc-filter-nocast': { 'k6.12': silent('bcc-trace') },
  'trace-bpfcc-filter-nocast.stderr': { 'k6.12': harmless },
  'trace-bpfcc-inlined': { 'k6.12': broken('not-traceable', 'do_new_mount') },
  'trace-bpfcc-inlined.stderr': { 'k6.12': broken('not-traceable') },
  'trace-bpfcc-path_mount-llx': { ...both(below('bcc-trace', 'mount', path)), 'k6.12-t13': silent('bcc-trace') },
  'trace-bpfcc-path_mount-llx.stderr': { 'k6.12': harmless },
  'trace-cmd-function_graph-O-retval': {
    ...both({ ...unvalued('trace-cmd', entry), syscall: 'mount' }),
    'k6.12-t13': silent('trace-cmd'),
  },
  'trace-cmd-function_graph': { ...both(unvalued('trace-cmd', path)), 'k6.12-t13': silent('trace-cmd') },
  'trace-cmd-syscalls': { ...both(called('trace-cmd', 'mount')), 'k6.12-t13': silent('trace-cmd') },
  'tracefs-function_graph': {
    ...both(below('tracefs', 'mount', entry, path, graft, attach, count)),
    'k6.12-t13': called('tracefs', 'move_mount'),
  },
  'tracefs-kprobe_events-chain': {
    ...both({ ...proven('tracefs', path, add, graft, attach, count), syscall: 'mount' }),
    'k6.12-t13': { ...proven('tracefs', attach, count), syscall: 'move_mount' },
  },
};
