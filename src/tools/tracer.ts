/** What a tracer is: its names and packages, what it needs, and the steps of a plan that it can do. */
import type { DISTRIBUTIONS } from '../schemas/plan.js';

/** Whose names the programs and packages go by. */
export type Distribution = (typeof DISTRIBUTIONS)[number];

/** Whom to watch; everybody where both are absent. */
export interface Watched {
  readonly pid?: number;
  /** A process name as the kernel keeps it, at most 15 bytes. */
  readonly comm?: string;
}

/** A symbol whose return is watched, and the errno it returns there (positive: rewrites make it differ on a path). */
export interface ReturnProbe {
  readonly symbol: string;
  readonly errno: number;
}

/** The inside of one syscall on one thread: `name` as in the tracepoints `syscalls:sys_enter_<name>`. */
export interface SyscallWindow {
  readonly name: string;
}

/** What each step asks of a tracer. Symbols are valid names ({@link isSymbol}); numbers are those of the arch. */
export interface StepJobs {
  /** Count the calls that fail, by process and by syscall. `name` is what user space knows the errno by. */
  readonly 'who-fails': Watched & { readonly errno: number; readonly name: string };
  /** Count calls that fail and whose body, at a symbol, ran or did not. */
  readonly 'body-ran': Watched & { readonly errno: number; readonly symbol: string; readonly window: SyscallWindow };
  /** The functions called below a symbol, `depth` levels deep. */
  readonly 'entry-children': Watched & { readonly symbol: string; readonly depth: number };
  /**
   * The results along a chain, entry first. `possible`: functions of it that the compiler may have inlined, for tools that
   * leave out what is missing.
   */
  readonly 'return-values': Watched & {
    readonly probes: readonly ReturnProbe[];
    readonly possible: readonly ReturnProbe[];
    readonly window: SyscallWindow;
  };
  /** Every candidate at once. `known`: each symbol is known to exist on the kernel that is traced. */
  readonly 'one-shot': Watched & {
    readonly probes: readonly ReturnProbe[];
    readonly window: SyscallWindow;
    readonly known: boolean;
  };
}

/** A step that tracers can do. */
export type StepId = keyof StepJobs;

/** The commands of one step, each an argument list that starts with `program`. */
type CommandWriter<Job> = (job: Job, program: string) => readonly (readonly string[])[];

export interface Tracer {
  /** The upstream name: what `tools` of a plan picks it by. */
  readonly id: string;
  readonly programs: Readonly<Record<Distribution, string>>;
  readonly packages: Readonly<Record<Distribution, string>>;
  /** What must be there beside the package. */
  readonly needs: readonly string[];
  /** What it can narrow its output by. */
  readonly filters: Readonly<Record<'errno' | 'pid' | 'comm', boolean>>;
  readonly steps: { readonly [Id in StepId]?: CommandWriter<StepJobs[Id]> };
}
