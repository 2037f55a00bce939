/** How the tools tell that they trace now. */

/** By the name of the program without Debian's suffixes; a tool that is not listed tells nothing. */
const ATTACH_LINES: Readonly<Record<string, RegExp>> = {
  argdist: /\[\d\d:\d\d:\d\d\]/,
  bpftrace: /Attaching \d+ probes?|errnopath attached \d+ of/,
  funccount: /Tracing \d+ functions? for/,
  funcgraph: /Tracing "/,
  kprobe: /Tracing kprobe/,
  sh: /errnopath attached \d+ of/,
  stackcount: /Tracing \d+ functions? for/,
  strace: /strace: Process \d+ attached/,
  syscount: /Tracing .*Ctrl\+C to quit/,
  trace: /PID +TID +COMM/,
  tracefs: /errnopath attached \d+ of/,
  'trace-cmd': /Hit Ctrl\^C to stop recording/,
};

/** The line of a tool, by `tool` of a plan's command. */
export function attachLine(tool: string): RegExp | undefined {
  return ATTACH_LINES[tool.replace(/-(bpfcc|perf)$/, '')];
}

/** Tools that use the function tracer or a lock of their own: no two of them run at once. */
export function isExclusive(tool: string): boolean {
  return ['funcgraph', 'kprobe', 'trace-cmd', 'perf'].includes(tool.replace(/-(bpfcc|perf)$/, ''));
}
