/** What a tracer is: its names and packages, what it needs, what breaks it, and the steps of a plan that it can do. */
import type { KernelOptions } from '../domain/kernel-options.js';
import type { DISTRIBUTIONS } from '../schemas/plan.js';
import type { Version } from './version.js';

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

/** What the one script is written for that watches every candidate. */
export interface OneShot extends Watched {
  /** The candidates, best first. */
  readonly probes: readonly ReturnProbe[];
  /** Candidates whose names several functions have: for what attaches to addresses. */
  readonly twins?: readonly ReturnProbe[];
  /** Symbols that one caller calls one after the other, and that do not call each other. */
  readonly rivals?: readonly (readonly string[])[];
  readonly window: SyscallWindow;
  /** What user space knows the errno by. */
  readonly name: string;
  /** The errnos with which a call of the syscall fails that is to be explained: codes that stay inside the kernel among them. */
  readonly exits: readonly number[];
  /** What to attach to in order to see the syscall's entry, where anything is. */
  readonly entry?: string;
}

/** What each step asks of a tracer. Symbols are valid names ({@link isSymbol}); numbers are those of the arch. */
export interface StepJobs {
  /** The values of global variables, as the source calls them, that guards compare with. */
  readonly 'live-value': { readonly variables: readonly string[] };
  /** Count the calls that fail, by process and by syscall. `name` is what user space knows the errno by. */
  readonly 'who-fails': Watched & { readonly errno: number; readonly name: string };
  /** Count calls that fail and whose body, at a symbol, ran or did not. */
  readonly 'body-ran': Watched & { readonly errno: number; readonly symbol: string; readonly window: SyscallWindow };
  /** The functions called below a symbol, `depth` levels deep; `chain`: those of them that are expected. */
  readonly 'entry-children': Watched & {
    readonly symbol: string;
    readonly depth: number;
    readonly chain: readonly string[];
    /** Set where the function is called for every line that a tool prints, too. */
    readonly printing?: true;
  };
  /**
   * The results along a chain, entry first. `beside`: other origins, best first. `possible`: functions that the compiler may have
   * inlined, for tools that leave out what is missing.
   */
  readonly 'return-values': Watched & {
    readonly probes: readonly ReturnProbe[];
    readonly beside: readonly ReturnProbe[];
    readonly possible: readonly ReturnProbe[];
    readonly window: SyscallWindow;
  };
  /** Every candidate at once. */
  readonly 'one-shot': OneShot;
}

/** A step that tracers can do. */
export type StepId = keyof StepJobs;

/** What a command is written for, beside its job. */
export interface Setting {
  /** The tool's version: as told, else the oldest that is supported. */
  readonly version: Version;
  /** The kernel's release: `6.1.192`, `6.12`. */
  readonly kernel: string;
  /** Its options, where they are known. */
  readonly options?: KernelOptions;
}

/** The commands of one step, each an argument list that starts with `program`; none where the job lacks what the tool needs. */
type CommandWriter<Job> = (job: Job, program: string, setting: Setting) => readonly (readonly string[])[];

/** A feature that commands use or that a newer tool brings, and since when: `source` is where that is told. */
interface Since {
  readonly feature: string;
  readonly version: string;
  readonly source: string;
}

/** Something that goes wrong, where, and what is done about it. All that is given must hold. */
export interface Break {
  /** Releases of the kernel, `>=6.2`; any where absent. */
  readonly kernels?: string;
  /** Versions of the tool, `<0.31`; any where absent. */
  readonly versions?: string;
  /** Steps that it concerns; all where absent. */
  readonly steps?: readonly StepId[];
  /** What happens, and what to do instead: one line. */
  readonly what: string;
  /**
   * `refused`: the command is not printed, and a warning says why; `warned`: both are; `avoided`: the command is written around
   * it; `noted`: who reads its output should know.
   */
  readonly effect: 'refused' | 'warned' | 'avoided' | 'noted';
}

export interface Tracer {
  /** The upstream name: what `tools` of a plan picks it by. */
  readonly id: string;
  /** The project that releases it; tools of one suite have one version. */
  readonly suite: string;
  readonly programs: Readonly<Record<Distribution, string>>;
  /** The package that has it; null where a distribution has none. `$(uname -r)` stands for the kernel that runs. */
  readonly packages: Readonly<Record<Distribution, string | null>>;
  /** Packages that it needs beside its own and that do not come with it: headers, debugging symbols. */
  readonly beside?: Readonly<Record<Distribution, string>>;
  /** The version that commands are written for where none is told: the oldest that is supported. `0` where releases do not matter. */
  readonly oldest: string;
  readonly since: readonly Since[];
  /** Options of the kernel without which it does nothing. */
  readonly options: readonly string[];
  /** What must be there beside the package and these options. */
  readonly needs: readonly string[];
  /**
   * It needs tracefs and looks for it under debugfs, where the kernel mounts it on demand, and there only or there first: see
   * `script/reach-tracefs.ts`.
   */
  readonly underDebugfs?: 'first' | 'only';
  /** What it can narrow its output by. */
  readonly filters: Readonly<Record<'errno' | 'pid' | 'comm', boolean>>;
  readonly breaks: readonly Break[];
  readonly steps: { readonly [Id in StepId]?: CommandWriter<StepJobs[Id]> };
}
