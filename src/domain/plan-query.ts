/** What a plan is made for: the failure, the machine and the tools, and what can be told from the origins. */
import type { Origin, Path } from '../schemas/origin.js';
import type { Distribution, Tracer, Watched } from '../tools/tracer.js';
import type { Errno } from './errno.js';
import { findSymbol, type Symbols } from './symbols.js';

/** What is known of the failure, and what may be used to look into it. */
export interface PlanQuery {
  readonly errno: Errno;
  /** A canonical arch: errnos have its numbers. */
  readonly arch: string;
  /** The answer to be proven; without a syscall there is none yet. */
  readonly target?: PlanTarget;
  readonly watched: Watched;
  /** The symbols of the kernel that is traced; with them nothing else is attached to. */
  readonly symbols?: Symbols;
  readonly tracers: readonly Tracer[];
  readonly distribution: Distribution;
  /** Origins that the one-shot script may attach to. */
  readonly limit: number;
  /** Functions that several files define, and how many do. */
  readonly ambiguous: ReadonlyMap<string, number>;
}

/** A syscall and the origins found for it, best first. */
export interface PlanTarget {
  readonly syscall: string;
  readonly entry: string;
  readonly origins: readonly Origin[];
}

/** Whether the errno is set beside the syscall's body: then no function returns it, and none can be seen to. */
export function isBeside({ path }: Origin): boolean {
  return path.some(({ via }) => via === 'before');
}

/** The origin's symbol, or that of the nearest function above it that has one. */
export function deepestSymbol(symbols: Symbols, path: Path, origin: string): string | undefined {
  for (const name of [origin, ...path.map((frame) => frame.function).reverse()]) {
    const symbol = findSymbol(symbols, name);
    if (symbol !== undefined) return symbol;
  }
  return undefined;
}
