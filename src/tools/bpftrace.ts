/** bpftrace: one script over many functions. Written for 0.17 (Debian 12) and newer. */
import { isPart } from '../domain/symbols.js';
import { everywhere } from './everywhere.js';
import { CALLS, conditionsOn, oneShotBpftrace, SECONDS } from './script/one-shot-bt.js';
import { RUN_BPFTRACE } from './script/run-bpftrace.js';
import type { ReturnProbe, StepJobs, SyscallWindow, Tracer, Watched } from './tracer.js';

export const bpftrace: Tracer = {
  id: 'bpftrace',
  suite: 'bpftrace',
  programs: everywhere('bpftrace'),
  packages: everywhere('bpftrace'),
  oldest: '0.17',
  since: [],
  options: ['CONFIG_BPF_SYSCALL', 'CONFIG_BPF_EVENTS', 'CONFIG_KPROBES', 'CONFIG_FTRACE_SYSCALLS'],
  needs: ['tracefs'],
  underDebugfs: 'first',
  filters: { errno: true, pid: true, comm: true },
  breaks: [
    {
      steps: ['return-values', 'one-shot'],
      what: '`retval` is 64 bits wide: an int of -28 is 4294967268 there, a long or an error pointer negative: both are compared with',
      effect: 'avoided',
    },
    {
      steps: ['return-values'],
      versions: '<0.21',
      what: '`func` names the caller of what returned: `probe` is printed',
      effect: 'avoided',
    },
    {
      steps: ['return-values'],
      versions: '<0.18',
      what: '`probe` attaches nothing where a target is a part that the compiler split off (foo.part.0): each such part prints a name of its own',
      effect: 'avoided',
    },
    {
      steps: ['return-values', 'one-shot'],
      what: 'a function that is missing stops the script or costs a warning and seconds: what the kernel does not list is left out first',
      effect: 'avoided',
    },
    {
      steps: ['one-shot'],
      what: 'at most 512 targets (BPFTRACE_MAX_PROBES): at most 500 functions are watched',
      effect: 'avoided',
    },
    {
      what: 'it looks for tracefs under debugfs, which nothing can mount while fs.mount-max is reached: it is started where it finds the other place',
      effect: 'avoided',
    },
    {
      what: 'a Ctrl-C that comes while it reads what was traced is lost (BPFtrace::poll_perf_events, src/bpftrace.cpp; met with 0.17): press it again',
      effect: 'noted',
    },
    {
      steps: ['one-shot'],
      what: 'a call that a seccomp filter answers passes only the exit of the syscall, as does one that began before: "entry not seen"; the step body-ran tells them apart',
      effect: 'noted',
    },
  ],
  steps: {
    'who-fails': (job, program) => [[program, '-e', failureCounter(job)]],
    'body-ran': (job, program) => [[program, '-e', bodyCounter(job)]],
    'return-values': ({ probes, beside, possible, window, ...watched }, program) => [
      [
        'sh',
        '-c',
        KEEP_TRACEABLE,
        program,
        returnScript([...probes, ...beside, ...possible], window, watched),
        ...TRACEABLE_LISTS,
      ],
    ],
    'one-shot': (job, program) => [
      ['sh', '-c', RUN_BPFTRACE, program, String(SECONDS), String(CALLS), ...parts(oneShotBpftrace(job))],
    ],
  },
};

/** Failing calls by process and number of the syscall. A tracepoint's result is signed: it needs no cast. */
function failureCounter({ errno, ...watched }: StepJobs['who-fails']): string {
  const condition = [`args->ret == -${errno}`, ...conditionsOn(watched)].join(' && ');
  return `tracepoint:raw_syscalls:sys_exit /${condition}/ { @[comm, pid, args->id] = count(); }`;
}

/**
 * Failing calls by whether their body ran. A call that a seccomp filter answers leaves by the tracepoint `sys_exit` without
 * having passed `sys_enter` (syscall_trace_enter, kernel/entry/common.c, 6.1), so that the body itself has to be watched.
 */
function bodyCounter({ errno, symbol, window, ...watched }: StepJobs['body-ran']): string {
  const condition = [`args->ret == -${errno}`, ...conditionsOn(watched)].join(' && ');
  return [
    `kprobe:${symbol} { @body[tid] = 1; }`,
    `tracepoint:syscalls:sys_exit_${window.name} {`,
    `  if (${condition}) {`,
    '    if (@body[tid]) { @body_ran[comm, pid] = count(); } else { @body_did_not_run[comm, pid] = count(); }',
    '  }',
    '  delete(@body[tid]);',
    '}',
    'END { clear(@body); }',
  ].join('\n');
}

/**
 * Prints every return of an errno from one of the functions while its thread is inside the syscall.
 *
 * - `(int32)retval`: a kretprobe's `retval` is 64 bits wide, so an `int` of -28 is 4294967268 there and a long or an error
 *   pointer 0xffffffffffffffe4; their low 32 bits are the same.
 * - `probe`, not `func`: in 0.17 `func` names the place that is returned to, the caller; 0.23 names the function.
 * - One block for all functions, one target a line (see {@link KEEP_TRACEABLE}); one that says its own name for each part that
 *   the compiler split off a function, as 0.17 knows no such symbol where it looks for the targets of `probe`.
 */
function returnScript(probes: readonly ReturnProbe[], window: SyscallWindow, watched: Watched): string {
  const condition = conditionsOn(watched).join(' && ');
  const errnos = [...new Set(probes.map(({ errno }) => errno))].map((errno) => `(int32)retval == -${errno}`);
  const fails = `@inside[tid] && (${errnos.join(' || ')})`;
  const symbols = [...new Set(probes.map(({ symbol }) => symbol))];
  const whole = symbols.filter((symbol) => !isPart(symbol)).map((symbol) => `kretprobe:${symbol}`);
  const parts = symbols.filter(isPart).map((symbol) => {
    return `kretprobe:${symbol} /${fails}/ { printf("kretprobe:${symbol} ${RETURNED}\\n", ${RETURNED_ARGUMENTS}); }`;
  });
  return [
    `tracepoint:syscalls:sys_enter_${window.name} ${condition === '' ? '' : `/${condition}/ `}{ @inside[tid] = 1; }`,
    `tracepoint:syscalls:sys_exit_${window.name} { delete(@inside[tid]); }`,
    ...(whole.length > 0
      ? [whole.join(',\n'), `/${fails}/`, `{ printf("%s ${RETURNED}\\n", probe, ${RETURNED_ARGUMENTS}); }`]
      : []),
    ...parts,
    'END { clear(@inside); }',
  ].join('\n');
}

/** What is printed of a return behind the name of the probe. */
const RETURNED = '%s pid %d tid %d returned %d%s';
const RETURNED_ARGUMENTS = 'comm, pid, tid, (int32)retval, kstack';

/** Bytes of an argument, with room to 128 KiB. */
const LONGEST_PART = 100_000;

/** The lines of a script in as few arguments as it needs. */
function parts(script: string): readonly string[] {
  const made: string[] = [];
  for (const line of script.trimEnd().split('\n')) {
    const last = made.at(-1);
    if (last === undefined || last.length + line.length >= LONGEST_PART) made.push(line);
    else made[made.length - 1] = `${last}\n${line}`;
  }
  return made;
}

/** Where a kernel lists the functions that can be traced: tracefs, and where kernels and images without it mount it. */
const TRACEABLE_LISTS = [
  '/sys/kernel/tracing/available_filter_functions',
  '/sys/kernel/debug/tracing/available_filter_functions',
] as const;

/**
 * A shell program that leaves out the targets that the kernel does not list, or takes the compiler's clone of one
 * (`foo.isra.0`) where that is listed, then starts bpftrace (`$0`) on the rest.
 * Names are predicted, and one that is missing (inlined, renamed, not built) must not cost the others: bpftrace refuses
 * a missing target of its own block, and 0.17 on kernels since 6.12 attaches nothing when an action uses `probe` and one
 * of its targets is missing. Without a list the script is run as it is.
 * What is sent stays in arguments: nothing of it is part of this text.
 */
const KEEP_TRACEABLE = `script=$1; shift
for list; do [ -r "$list" ] && break; done
[ -r "$list" ] || { echo "no list of traceable functions: missing ones may stop bpftrace" >&2; exec "$0" -e "$script"; }
kept=$(printf "%s\\n" "$script" | awk -v list="$list" "
  BEGIN {
    while ((getline line < list) > 0) {
      split(line, word, \\" \\"); traceable[word[1]] = 1; name = word[1]
      if (sub(/([.](isra|constprop)[.][0-9]+)+\\$/, \\"\\", name)) clone[name] = word[1]
    }
  }
  /^kretprobe:[^ ]+ [/]/ { name = substr(\\$1, 11); if (name in traceable) print; next }
  /^kretprobe:/ {
    name = substr(\\$0, 11); sub(/,\\$/, \\"\\", name)
    if (!(name in traceable) && name in clone) name = clone[name]
    if (name in traceable) { printf \\"%skretprobe:%s\\", separator, name; separator = \\",\\n\\" }
    next
  }
  /^[/]/ { if (separator == \\"\\") exit 1; print \\"\\" }
  { print }
") || { echo "none of the functions can be traced on this kernel" >&2; exit 1; }
exec "$0" -e "$kept"`;
