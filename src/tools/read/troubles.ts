/** What tools say when they cannot do what they were asked, and the function that it is about. */
import type { Trouble, TroubleKind } from './observed.js';

/**
 * Words of a message, and what it means. Who says so: bpftrace 0.17 to 0.23, BCC 0.26 to 0.31, perf-tools, perf, retsnoop,
 * trace-cmd, and the kernel's `error_log`. Before 4.17 entries of syscalls were `SyS_…`, since then `__x64_sys_…`.
 */
export const TROUBLE_PHRASES: readonly (readonly [phrase: string, kind: TroubleKind])[] = [
  ['not traceable', 'not-traceable'],
  ['could not attach probe', 'not-traceable'],
  ['cannot attach kprobe', 'not-traceable'],
  ['failed to attach bpf program', 'not-traceable'],
  ['not attached: ', 'not-traceable'],
  ['error: enabling "', 'not-traceable'],
  ['failed to find symbol', 'not-traceable'],
  ["doesn't match any kernel function", 'not-traceable'],
  ['invalid probed address or symbol', 'not-traceable'],
  ["probe point '", 'not-traceable'],
  ['no functions matched by pattern', 'not-traceable'],
  ['failed to write kprobe event', 'not-traceable'],
  ['probe has attach points with mixed arguments', 'mixed-arguments'],
  ["builtin can not be used with 'kret", 'func-in-fexit'],
  ["builtin can not be used with 'fexit", 'func-in-fexit'],
  ['comparison of integers of different signs', 'cast-missing'],
  ['unable to find kernel headers', 'no-headers'],
  ['kernel headers not found', 'no-headers'],
  ["fatal error: 'linux/", 'no-headers'],
  ["fatal error: 'asm/", 'no-headers'],
  ['chdir(/lib/modules/', 'no-headers'],
  ['modprobe: fatal: module kheaders not found', 'no-headers'],
  ['ftrace may be in use', 'ftrace-busy'],
  ['device or resource busy', 'probe-twice'],
  ['esrch', 'one-missing'],
  ['failed to attach kprobe_multi', 'one-missing'],
  ['tracefs not mounted', 'no-tracefs'],
  ['tracefs is not mounted', 'no-tracefs'],
  ['open(/sys/kernel/debug/tracing', 'no-tracefs'],
  ['sys/kernel/debug/tracing', 'no-tracefs'],
  ['sys/kernel/tracing', 'no-tracefs'],
  ['only supports running as the root user', 'not-root'],
  ['must run as root', 'not-root'],
  ['need to be root', 'not-root'],
  ['error: must be root', 'not-root'],
  ['you must be root', 'not-root'],
  ['ausyscall', 'no-ausyscall'],
  ['command not found', 'no-program'],
  ['failed to compile bpf', 'not-compiled'],
  ['lost ', 'lost-events'],
  ['possibly lost', 'lost-events'],
  ['probes because it exceeds the current limit', 'too-many-probes'],
  ['kernel lockdown', 'locked-down'],
  ['lockdown is enabled', 'locked-down'],
  ['kernel is locked down', 'locked-down'],
  ['no btf found', 'no-btf'],
  ['btf not found', 'no-btf'],
  ['could not find btf', 'no-btf'],
  ['tracepoint not found', 'no-such-event'],
  ['unknown tracepoint', 'no-such-event'],
  ['syntax error, unexpected', 'syntax'],
];

/** Words that mean a trouble only in such company. */
const ONLY_WITH: { readonly [Kind in TroubleKind]?: RegExp } = {
  'probe-twice': /k(?:ret)?probe|perf_event_open|bpf_attach|BPF program|PERF_EVENT_IOC/,
  'one-missing': /k(?:ret)?probe|multi/i,
  'no-tracefs': /not mounted|no such file/i,
  'no-ausyscall': /not found|no such file/i,
  'lost-events': /\blost \d+ |\blost (?:events|samples)\b/i,
};

/** Where the name of the function stands. */
const SYMBOLS: readonly RegExp[] = [
  /k(?:ret)?probe b?'([A-Za-z_][\w.$]{0,200})'/,
  /(?:kretprobe|kprobe|kretfunc|kfunc|fexit|fentry)[:/](?:[\w-]{1,64}:)?([A-Za-z_][\w.$]{0,200}), skipping/,
  /(?:WARNING|ERROR): ([A-Za-z_][\w.$]{0,200}) is not traceable/,
  /enabling "([A-Za-z_][\w.$*?]{0,200})"/,
  /symbol ([A-Za-z_][\w.$]{0,200}) in kernel/,
  /[Pp]robe point '([A-Za-z_][\w.$]{0,200})/,
  /glob '([A-Za-z_][\w.$*?]{0,200})'/,
  /[rp]\d{0,4}:\S{1,200} (?:[\w-]{1,64}:)?([A-Za-z_][\w.$]{0,200})/,
  /may not exist: ([A-Za-z_][\w.$]{0,200})/,
  /not attached: (?:[\w-]{1,64}[:/])?([A-Za-z_][\w.$]{0,200})/,
  /by pattern b?'?([A-Za-z_*?][\w.$*?]{0,200})/,
];

const UNPREFIXED_ENTRY = /^(?:sys|SyS)_\w+$|^__x64_sys_\w+$/;

/** The trouble that a line tells; undefined where its words mean something else here. */
export function troubleOf(kind: TroubleKind, line: string): Trouble | undefined {
  if (ONLY_WITH[kind]?.test(line) === false) return undefined;
  const symbol = SYMBOLS.map((pattern) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
  const entry = kind === 'not-traceable' && symbol !== undefined && UNPREFIXED_ENTRY.test(symbol);
  return {
    kind: entry ? 'wrong-entry' : kind,
    ...(symbol !== undefined && { symbol }),
    line: line.trim().slice(0, 300),
  };
}
