/** What the output of a tool tells, before anything is known of the kernel: results, stacks, calls, and what went wrong. */

/** The tools and forms that are told apart; `unknown` where nothing was. */
export const RECOGNISED = [
  ...['bcc-syscount', 'bcc-trace', 'bcc-funccount', 'bcc-stackcount', 'bcc-argdist', 'bcc-snoop', 'bpftrace'],
  ...['funcgraph', 'kprobe', 'trace-cmd', 'perf-trace', 'perf-probe', 'perf-script', 'perf-ftrace', 'tracefs'],
  ...['retsnoop', 'strace', 'drgn', 'systemtap', 'errnopath', 'audit', 'printed', 'application', 'dmesg', 'number'],
  ...['tool-failure', 'compiler-warnings', 'unknown'],
] as const;
export type Recognised = (typeof RECOGNISED)[number];

/** A positive number, or a name: which number a name has, and the other way round, depends on the arch. */
export type ErrnoCode = number | string;

/** Who made a call, as far as a line tells. */
export interface Actor {
  readonly pid?: number;
  readonly tid?: number;
  readonly comm?: string;
}

/** One result, or one count of results, that a tool printed. */
export interface Event extends Actor {
  readonly tool: Recognised;
  /** A symbol of the kernel. */
  readonly function?: string;
  /** A syscall's name, or its number as digits. */
  readonly syscall?: string;
  /** A name that can be a function's or a syscall's. */
  readonly name?: string;
  /** The result as it was printed; null where only a count was. */
  readonly value: string | null;
  /** What the result says; null where it is no errno, or none was printed. */
  readonly errno: ErrnoCode | null;
  /** The arguments of the call, as strace writes them. */
  readonly args?: string;
  /** How often, where that was counted. */
  readonly count?: number;
  /** The functions that were being run, deepest first: the stack starts at the caller. */
  readonly stack: string[];
  /** Whether the function can be the caller of what returned (`func` in a kretprobe of bpftrace up to 0.20). */
  readonly orCaller?: boolean;
  /** Events with the same number belong to one call. */
  readonly call?: number;
}

/** What makes a tool print nothing, or not what was meant. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** The function that it is about. */
  readonly symbol?: string;
  /** The line that says so. */
  readonly line: string;
}

export const TROUBLE_KINDS = [
  ...['not-traceable', 'mixed-arguments', 'func-in-fexit', 'cast-missing', 'no-headers', 'ftrace-busy', 'probe-twice'],
  ...['one-missing', 'no-tracefs', 'not-root', 'no-ausyscall', 'no-program', 'not-compiled', 'lost-events'],
  ...['wrong-entry', 'too-many-probes', 'locked-down', 'no-btf', 'no-such-event', 'syntax'],
] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

/** A function that was entered, as a call graph shows it. */
export interface Entered {
  readonly name: string;
  /** The function in which it was entered first; undefined at the top. */
  readonly parent: string | undefined;
  count: number;
}

/** All that was read from one output. */
export interface Observed {
  readonly recognised: Recognised;
  /** What else was found beside it, most lines first. */
  readonly also: readonly Recognised[];
  readonly events: readonly Event[];
  /** How many results that are errnos, or counts of such, there were: more than `events` holds of a long output. */
  readonly total: number;
  /** Results that are no errno. */
  readonly succeeded: number;
  readonly entered: ReadonlyMap<string, Entered>;
  /** Functions to which a tool said that it attached. */
  readonly attached: ReadonlySet<string>;
  readonly troubles: readonly Trouble[];
  /** Lines of programs and of the kernel's log that name an errno or look like a known message. */
  readonly said: readonly Said[];
  /** What a shell line or a banner says of the errno that was looked for. */
  readonly sought: readonly ErrnoCode[];
  /** Whether calls with an errno were counted by whether the syscall's body ran: what was said. */
  readonly bodies: { readonly ran: number; readonly didNotRun: number };
  /** Failing calls in which no function returned the errno of all that the one-shot script watched. */
  readonly unseen: number;
  /** Failing calls that the one-shot script did not see to enter: they began before, or were answered before the body. */
  readonly unentered: number;
  /** Values of variables. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** The first release and arch that the text names. */
  readonly release: string | undefined;
  readonly arch: string | undefined;
}

/** What a program or the kernel said. */
export interface Said {
  readonly from: 'application' | 'dmesg';
  readonly line: string;
  readonly errno: ErrnoCode | null;
  /** A syscall that the line names. */
  readonly syscall?: string;
  /** The program, where the line begins with it. */
  readonly comm?: string;
  /** A part of a known message of the kernel or of a program that stands in the line. */
  readonly known: boolean;
}
