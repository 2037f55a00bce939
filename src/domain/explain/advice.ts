/** What helps when a tool could not do what it was asked. */
import type { Trouble, TroubleKind } from '../../tools/read/observed.js';

/** `{symbol}` stands for the function, where it is known. */
const ADVICE: Readonly<Record<TroubleKind, string>> = {
  'not-traceable':
    '{symbol} cannot be attached to on this kernel: it is inlined into its caller, not part of this kernel, or marked notrace. Leave it out; its result shows in the function that calls it. A plan made with symbols= (available_filter_functions) leaves such functions out by itself.',
  'mixed-arguments':
    'bpftrace takes only functions with the same arguments in one kretfunc or fexit block. Give each function a block of its own, or use kretprobe, which takes them together.',
  'func-in-fexit':
    'func is not possible in kretfunc and fexit of this bpftrace. Print probe in its place, or use kretprobe.',
  'cast-missing':
    'retval is unsigned and 64 bits wide, so that an int of -28 is 4294967268 there and the comparison is never true. Cast it: (int32)retval == -28 in bpftrace, (int)retval == -28 in BCC.',
  'no-headers':
    'BCC compiles its program on the machine and does not find the headers of the running kernel. Install linux-headers-$(uname -r) (Debian, Ubuntu) or kernel-devel-$(uname -r) (Fedora), or use bpftrace or raw tracefs, which need none.',
  'ftrace-busy':
    'A file says that ftrace is in use. If no other funcgraph, kprobe or trace-cmd runs, it is left over: remove /var/tmp/.ftrace-lock.',
  'probe-twice':
    'The kernel refused a second probe of the same kind on one function from one process. Give each function once, and end other tracers on it.',
  'one-missing':
    'One name that the kernel does not have makes a probe on many functions fail as a whole. Leave out names that are not in available_filter_functions.',
  'no-tracefs':
    'The tracing file system is not there: mount -t tracefs nodev /sys/kernel/tracing, as root. While fs.mount-max is reached it cannot be mounted: raise that first.',
  'not-root': 'Tracing the kernel needs root: run it with sudo.',
  'no-ausyscall': 'This release of syscount asks ausyscall for the names of syscalls: install auditd.',
  'no-program':
    'The program is not installed, or goes by another name: on Debian and Ubuntu BCC tools end in -bpfcc and perf-tools in -perf.',
  'not-compiled':
    'BCC could not compile its program against this kernel: this release of BCC is older than the kernel. Use bpftrace or raw tracefs, or a newer BCC.',
  'lost-events':
    'Events were lost: what is missing here may have happened. Trace fewer functions or one process only, or give the tool a larger buffer.',
  'too-many-probes':
    'The tool attaches to fewer functions at once: set BPFTRACE_MAX_PROBES higher, or ask for a plan with a smaller limit.',
  'locked-down':
    'Kernel lockdown is on (Secure Boot), which forbids reading kernel memory from probes. perf trace, strace and the tracepoints of syscalls still work.',
  'no-btf': 'The kernel has no type information (CONFIG_DEBUG_INFO_BTF), which fentry and fexit need. Use kretprobe.',
  'no-such-event':
    'The kernel has no such tracepoint: CONFIG_FTRACE_SYSCALLS may be off, or the syscall has another name there.',
  'wrong-entry':
    '{symbol} is not what the entry of a syscall is called on this kernel and arch: since 4.17 it is __x64_sys_… on x86_64 and __arm64_sys_… on arm64. Ask for a plan for the kernel and arch in question.',
  syntax:
    'The command was not understood as it arrived: quotes may have been lost on the way. Paste it whole, with its single quotes.',
};

export function adviceFor({ kind, symbol }: Trouble): string {
  return ADVICE[kind].replace('{symbol}', symbol ?? 'A function');
}
