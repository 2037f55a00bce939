/** How the tools tell that they trace now. */

/** A command of a plan, with the name of its program, and the script that it runs where that is a file. */
export interface Commanded {
  readonly tool: string;
  readonly command: string;
  /** It reads and comes to its end by itself, however long it rests on the way. */
  readonly reads?: boolean;
  readonly file?: { readonly path: string; readonly text: string };
}

/** By the name of the program without Debian's suffixes; a tool that is not listed tells nothing. */
const ATTACH_LINES: Readonly<Record<string, RegExp>> = {
  argdist: /\[\d\d:\d\d:\d\d\]/,
  bpftrace: /Attaching \d+ probes?/,
  funccount: /Tracing \d+ functions? for/,
  funcgraph: /Tracing "/,
  kprobe: /Tracing kprobe/,
  stackcount: /Tracing \d+ functions? for/,
  strace: /strace: Process \d+ attached/,
  syscount: /Tracing .*Ctrl\+C to quit/,
  trace: /PID +TID +COMM/,
  'trace-cmd': /Hit Ctrl\^C to stop recording/,
};

/** What the scripts of errnopath print once they trace. */
const OWN_LINE = /errnopath attached \d+ of/;

/** The line of a command; undefined where it tells nothing. */
export function attachLine({ tool, command, file }: Commanded): RegExp | undefined {
  return (file?.text ?? command).includes('errnopath attached') ? OWN_LINE : ATTACH_LINES[plainName(tool)];
}

/** Tools that print their line before they attach: they trace once they have come to rest. */
const EARLY = ['bpftrace', 'funcgraph', 'kprobe', 'perf', 'trace-cmd'];

/** Whether a command traces as soon as its line is there; one without a line traces when it has come to rest. */
export function tellsInTime(commanded: Commanded): boolean {
  const line = attachLine(commanded);
  if (line === undefined) return false;
  // Of perf the script says how many probes it has made, before perf itself starts.
  return (line === OWN_LINE && commanded.tool !== 'perf') || !EARLY.includes(plainName(commanded.tool));
}

/** Tools that use the function tracer or a lock of their own: no two of them run at once. */
export function isExclusive(tool: string): boolean {
  return ['funcgraph', 'kprobe', 'trace-cmd'].includes(plainName(tool));
}

/** Tools that compile, or read a kernel's debugging symbols, before they do anything: nothing but work for seconds. */
export function isHeavy(tool: string): boolean {
  return tool.endsWith('-bpfcc') || tool === 'drgn';
}

function plainName(tool: string): string {
  return tool.replace(/-(bpfcc|perf)$/, '');
}
