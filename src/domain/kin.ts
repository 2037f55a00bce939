/** A known build that the kernel in question is probably like: what it has, the other most likely has, too. */

import { absentCode } from './absent-code.js';
import type { Attachment, BodyCalls } from './attach.js';
import type { CompiledKernel } from './compiled-kernel.js';
import type { KernelOptions } from './kernel-options.js';
import type { Pack } from './pack.js';
import { findSymbol } from './symbols.js';

export interface Kin {
  /** What it is configured with. */
  readonly options: KernelOptions | undefined;
  readonly calls: BodyCalls | undefined;
  /** A function's symbol and its likelihood; undefined where the build says nothing of it. */
  judge(fn: number, name: string, predicted: number): Attachment | undefined;
  /** What was split off a function there; of another release that may be another piece. */
  part(name: string): string | undefined;
}

/**
 * Shares of functions with a site and a name of their own, compiled in both, that have a symbol in Debian's 6.1.192 for
 * amd64 where its 6.12.117 has one, and where it has none (62,000 functions): another compiler and other options.
 */
const HAS = 0.97;
const LACKS = 0.02;

/** What another build's clones are called need not be what this one's are. */
const CLONE = 0.8;

/**
 * What a build tells of kernels that are made from a pack's release, or one near it.
 * @param kernel - the point release that it was built from, where that is known
 */
export async function kinOf(pack: Pack, kernel: string | null, compiled: CompiledKernel): Promise<Kin | undefined> {
  const kins = pack.memory.recall('kin', '', 1, () => new WeakMap<CompiledKernel, Promise<Kin | undefined>>());
  const known = kins.get(compiled) ?? likeness(pack, kernel, compiled);
  kins.set(compiled, known);
  known.catch(() => kins.delete(compiled));
  return known;
}

async function likeness(
  pack: Pack,
  kernel: string | null,
  { known, options }: CompiledKernel,
): Promise<Kin | undefined> {
  if (known === undefined) return undefined;
  const { symbols, calls } = known;
  // Of another release what is not there may be new, and what options leave out was never asked to be there.
  const same = kernel === pack.manifest.kernel.version && options !== undefined;
  const absent = same ? await absentCode(pack, options) : undefined;
  return {
    ...{ options, calls },
    part: (name) => (same ? symbols.part(name) : undefined),
    judge: (fn, name, predicted) => {
      const symbol = findSymbol(symbols, name, absent?.placeOf(fn));
      if (symbol !== undefined) return { symbol, likelihood: Math.max(predicted, symbol === name ? HAS : CLONE) };
      if (absent === undefined || absent.functions[fn]) return undefined;
      return { symbol: name, likelihood: Math.min(predicted, LACKS) };
    },
  };
}
