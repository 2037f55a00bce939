/** One compiled kernel of a distribution: its symbols, how each can be attached to, its modules and options. */

import type { Arch } from './arch.js';

/**
 * What can be attached to a symbol, in the order of the build file:
 * - `traced`: it starts with a call that ftrace hooks, so fentry, kprobe on ftrace and the function tracer work;
 * - `untraced`: it has none, only a breakpoint (kprobe by int3 or brk) can be put there;
 * - `refused`: on the kprobe blacklist, or in text that is never probed (noinstr, entry);
 * - `init`: freed once the kernel has booted or the module is loaded;
 * - `unknown`: what the build was made from does not say.
 */
export const ATTACH_KINDS = ['traced', 'untraced', 'refused', 'init', 'unknown'] as const;
export type Attach = (typeof ATTACH_KINDS)[number];

/**
 * One symbol in one place: a name that stands twice in a kernel is two of them. Names are as the compiler left them:
 * `.isra.0`, `.constprop.0`, `.part.0`, `.cold`, `.llvm.123`.
 */
export interface BuildSymbol {
  readonly name: string;
  /** The module it lives in, with underscores (`nf_tables`); null for the kernel itself. */
  readonly module: string | null;
  readonly attach: Attach;
}

/** A build, sorted by module (the kernel itself first) and name. */
export interface Build {
  /** What `uname -r` prints there: `6.1.0-56-cloud-amd64`. */
  readonly release: string;
  /** The upstream point release, `6.1.192`; null where the input does not tell it. */
  readonly kernel: string | null;
  readonly arch: Arch;
  /** What it was made from: `linux-image-6.1.0-56-cloud-amd64 6.1.192-2`. */
  readonly source: string;
  /** `CONFIG_X` → `y`, `m`, or the value as written, quotes included; one that is missing is off. */
  readonly options: ReadonlyMap<string, string>;
  /** The modules that ship with it, names with underscores. */
  readonly modules: ReadonlySet<string>;
  /**
   * For bodies of syscalls (`sys_mount`) the symbols near them that their code calls, from the kernel itself: what they call in the
   * source, in their own file, and not here, was inlined into them. None where the inputs have no code, or of another arch.
   */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  /** Can be gone through any number of times. */
  readonly symbols: Iterable<BuildSymbol>;
}
