/** A failure that the lab provokes: how, which errno it gives, and the function where that starts. */

/** The name of the process that fails, as the kernel keeps it. */
export const PROVOKER = 'lab-provoker';

export interface Scenario {
  readonly id: string;
  /** What fails, in the words of who meets it. */
  readonly about: string;
  readonly syscall: string;
  readonly errno: string;
  /** What is told beside syscall and errno, as a person would: parameters of a plan. */
  readonly context?: {
    readonly fs?: readonly string[];
    readonly cmd?: string;
    readonly family?: string;
    /** For calls that fail all the time somewhere: only those of the process are watched. */
    readonly comm?: typeof PROVOKER;
  };
  /** Text for sh, as root, before the process starts; `undo` takes it back. */
  readonly setup?: string;
  /** Python statements of guest/provoke.py that the process runs once. */
  readonly before?: string;
  /** The Python expression that makes the failing call. */
  readonly call: string;
  readonly undo?: string;
  /** Where the errno starts: read in the source, and held against what return probes in the guest see. */
  readonly origin: Origin | Readonly<Record<'6.1' | '6.12', Origin>>;
}

export interface Origin {
  /** The function whose C code writes the errno. */
  readonly function: string;
  /** The function that the compiler put it into, where it has no symbol: the deepest that return probes see. */
  readonly inside?: string;
  /**
   * The callee whose result the function tests before it writes the errno, where that is the same one or one that it stands for:
   * as good an answer, and the deeper one of what return probes see.
   */
  readonly reason?: string;
  /** It sets the errno beside the body of the syscall, so that no function returns it: a script that says so is right. */
  readonly outside?: true;
  /** The kernel file that it stands in. */
  readonly file: string;
}

/** The origin on a kernel. */
export function originOn({ origin }: Scenario, line: string): Origin {
  if ('function' in origin) return origin;
  return line === '6.1' ? origin['6.1'] : origin['6.12'];
}
