/** What a plan is made for: the failure, the machine and the tools, and what can be told from the origins. */
import type { Evidence, Origin } from '../schemas/origin.js';
import type { Machine, Toolbox } from '../tools/commands.js';
import type { Watched } from '../tools/tracer.js';
import type { Errno } from './errno.js';

/** What is known of the failure, and what may be used to look into it. */
export interface PlanQuery {
  readonly errno: Errno;
  /** A canonical arch: errnos have its numbers. */
  readonly arch: string;
  /** The answer to be proven; without a syscall there is none yet. */
  readonly target?: PlanTarget;
  readonly watched: Watched;
  /** What it is known from which functions can be attached to; unless predicted, nothing else is. */
  readonly evidence: Evidence;
  readonly toolbox: Toolbox;
  readonly machine: Machine;
  /** Origins that the one-shot script may attach to. */
  readonly limit: number;
  /** Whether the one script is left out, which takes more room than all else. */
  readonly scriptless?: boolean;
  /** Names that stand for several functions, and where these stand, as far as the kernel's list tells. */
  readonly ambiguous: ReadonlyMap<string, readonly string[]>;
}

/** A syscall and the origins found for it, best first. */
export interface PlanTarget {
  readonly syscall: string;
  readonly entry: string;
  /** What to attach to in order to see the entry; undefined where the kernel lists nothing of it. */
  readonly entrySymbol: string | undefined;
  readonly origins: readonly Origin[];
}

/** Whether the errno is set beside the syscall's body: then no function returns it, and none can be seen to. */
export function isBeside({ path }: Origin): boolean {
  return path.some(({ via }) => via === 'before');
}

/** Whether the way to an origin leads through code that the kernel does not list: a module that is not loaded. */
export function isUnlisted({ path }: Origin): boolean {
  return path.some(({ missing }) => missing === 'unlisted');
}
