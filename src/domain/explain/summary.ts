/** An explanation in plain words. */
import type { Origin } from '../../schemas/origin.js';
import type { Observed, Recognised } from '../../tools/read/observed.js';
import { adviceFor } from './advice.js';
import type { Explanation } from './explain.js';

const NAMES: Readonly<Record<Recognised, string>> = {
  'bcc-syscount': 'syscount (BCC)',
  'bcc-trace': 'trace (BCC)',
  'bcc-funccount': 'funccount (BCC)',
  'bcc-stackcount': 'stackcount (BCC)',
  'bcc-argdist': 'argdist (BCC)',
  'bcc-snoop': 'a snooper of BCC',
  bpftrace: 'bpftrace',
  funcgraph: 'funcgraph (perf-tools)',
  kprobe: 'kprobe (perf-tools)',
  'trace-cmd': 'trace-cmd',
  'perf-trace': 'perf trace',
  'perf-probe': 'perf probe',
  'perf-script': 'perf script',
  'perf-ftrace': 'perf ftrace',
  tracefs: 'ftrace',
  retsnoop: 'retsnoop',
  strace: 'strace',
  drgn: 'drgn',
  systemtap: 'SystemTap',
  errnopath: 'a one-shot script of errnopath',
  audit: 'the audit log',
  printed: 'lines of a script',
  application: 'a program’s message',
  dmesg: 'the kernel’s log',
  number: 'a number',
  'tool-failure': 'a tool that could not do its work',
  'compiler-warnings': 'warnings of a compiler',
  unknown: 'nothing that is known here',
};

const SEND =
  'Send what strace, perf trace, trace or syscount (BCC), bpftrace, funcgraph, kprobe, trace-cmd, perf script, retsnoop or ftrace printed, what a script of yours printed of functions and their results, a record of the audit log, a program’s error message, a line of dmesg, or a number such as -28.';

export function summaryOf(explanation: Explanation, observed: Observed, level: string): string {
  const parts = [
    ...failureSentence(explanation, observed),
    ...originSentences(explanation, level),
    ...variableSentences(observed),
    ...bodySentences(observed),
    ...troubleSentences(observed),
  ];
  if (parts.length > 0) return parts.join(' ');
  return emptySentence(observed);
}

function failureSentence(
  { errno, syscall, failure, complaint, syscalls, located, told }: Explanation,
  { recognised, entered }: Observed,
): readonly string[] {
  if (errno === undefined) {
    if (failure === undefined) return [];
    const what = [...failure.syscalls].slice(0, 5).join(', ');
    return [
      `${NAMES[recognised]}: ${what === '' ? 'calls fail' : `${syscall?.name ?? what} fails`} (${failure.count} ${failure.count === 1 ? 'time' : 'times'}). Which errno was counted is not in the output: say errno, or trace the call with strace.`,
    ];
  }
  const who = failure?.comm ?? '';
  const call = syscall?.name ?? (syscalls.length > 0 ? syscalls[0] : undefined);
  if (call !== undefined && failure === undefined && complaint?.netlink === true)
    return [
      `The kernel answered ${errno.name} (${errno.message}) to a request over netlink (“${complaint.line.slice(0, 120)}”): ${call} sent it and did not fail itself, so that no step that looks for failing calls sees it. What handles the request returned the errno: of RTM_… requests watch the result of rtnetlink_rcv_msg, of those of nftables nfnetlink_rcv_batch, of generic netlink genl_rcv_msg, and see what these call.`,
    ];
  const guessed = located?.told === false ? ', as far as can be told,' : '';
  const said = failure === undefined && complaint !== undefined ? ` (“${complaint.line.slice(0, 120)}”)` : '';
  if (call === undefined) {
    if (recognised === 'number')
      return [`${errno.name}: ${errno.message}. Which function it came from depends on the syscall that failed.`];
    return [
      `${who === '' ? 'Something' : who} failed with ${errno.name}${said}; which syscall it was is not in the output${entered.size > 0 ? ', nor is a result' : ''}.`,
    ];
  }
  const things = [told.cmd, told.family, told.type].filter((one) => one !== undefined);
  const which = things.length === 0 ? '' : ` (${things.join(', ')})`;
  return [
    `${who === '' ? call : `${who}: ${call}`}${which}${guessed} failed with ${errno.name} (${errno.message})${said}.`,
  ];
}

function originSentences({ origin, located, errno }: Explanation, level: string): readonly string[] {
  if (origin === undefined || errno === undefined) return [];
  const { deepest } = located ?? {};
  const [site] = origin.sites;
  const where = `${origin.function} (${origin.file}:${site?.line ?? origin.line})`;
  const started =
    level === 'certain'
      ? `It started in ${where}.`
      : level === 'likely'
        ? `It most likely started in ${where}.`
        : `It can have started in ${where}.`;
  const below =
    deepest !== undefined && deepest !== origin.function ? [`${deepest} is the deepest function that was seen.`] : [];
  return [...below, started, ...guardSentence(origin), ...causeSentence(origin)];
}

function guardSentence({ sites }: Origin): readonly string[] {
  const guards = sites.flatMap(({ guard }) => (guard === null ? [] : [guard]));
  const tunables = [...new Set(sites.flatMap((site) => site.tunables.map(({ name }) => name)))].slice(0, 4);
  return [
    ...(guards.length === 0
      ? []
      : [`There ${sites.length > 1 ? 'one of these was' : 'this was'} true: ${guards.slice(0, 3).join('; ')}.`]),
    ...(tunables.length === 0 ? [] : [`It depends on ${tunables.join(', ')}.`]),
  ];
}

function causeSentence({ causes = [] }: Origin): readonly string[] {
  const [cause] = causes;
  return cause === undefined ? [] : [`Known cause: ${cause.title}.`];
}

function variableSentences({ variables }: Observed): readonly string[] {
  return variables.slice(0, 5).map(({ name, value }) => `${name === '' ? 'The value' : name} is ${value}.`);
}

function bodySentences({ unentered, bodies: { ran, didNotRun } }: Observed): readonly string[] {
  return [
    ...(unentered > 0
      ? [
          `${unentered} failing ${unentered === 1 ? 'call was' : 'calls were'} not seen to enter: begun before it was traced, or answered before the body, by a seccomp filter or a tracer.`,
        ]
      : []),
    ...(didNotRun > 0
      ? [
          `${didNotRun} failing calls never reached the body of the syscall: a seccomp filter or a tracer gave the errno.`,
        ]
      : []),
    ...(ran > 0 ? [`The body of the syscall ran in ${ran} failing calls.`] : []),
  ];
}

function troubleSentences({ troubles }: Observed): readonly string[] {
  return troubles.slice(0, 2).map(adviceFor);
}

function emptySentence({ recognised, succeeded, entered, attached, also }: Observed): string {
  const name = NAMES[recognised];
  if (recognised === 'unknown') return `There is nothing in it that is understood here. ${SEND}`;
  if (recognised === 'compiler-warnings')
    return 'These are warnings of the compiler that BCC runs, and harmless: what it found is in its standard output.';
  if (succeeded > 0) return `${name}: ${succeeded} results, none of which is an errno: nothing failed while it ran.`;
  if (entered.size > 0)
    return `${name}: a call graph of ${entered.size} functions without results, so that it does not tell which of them failed, nor with which errno. Say errno (and syscall), or watch the results.`;
  if (attached.size > 0)
    return `${name}: attached to ${attached.size} functions; what they returned is not in the output.`;
  const beside =
    also.length > 0
      ? ''
      : ' The call did not fail while it ran, another syscall is the one that fails, or the filter never matches (a missing cast).';
  return `${name} ran and printed nothing.${beside}`;
}
