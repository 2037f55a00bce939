/** Costs of steps for a kernel that is configured like a known one: what that has built in is there without further ado. */

import { absentCode } from './absent-code.js';
import { type EdgeCosts, edgeCosts } from './edge-costs.js';
import { kept } from './kept.js';
import { type KernelOptions, nameOfOptions } from './kernel-options.js';
import type { Pack } from './pack.js';

/**
 * How commonly code counts as built that is built into such a kernel (of 255), though few default configurations have it:
 * distributions turn on what servers need. A module is only there where it was loaded, and stays as common as it is.
 */
const BUILT_IN = 0.5 * 255;

/** Costs that are remembered of a pack, some 3 MB each: those of builds, and the last configuration that was sent. */
const MOST_REMEMBERED = 4;

/** The pack, with the costs of a kernel of these options. */
export async function asBuilt(pack: Pack, options: KernelOptions | undefined): Promise<Pack> {
  if (options === undefined) return pack;
  const known = pack.memory.recall('built costs', '', 1, () => new Map<KernelOptions, Promise<EdgeCosts>>());
  const costs = known.get(options) ?? builtCosts(pack, options);
  known.delete(options);
  known.set(options, costs);
  costs.catch(() => known.delete(options));
  for (const oldest of known.keys()) if (known.size > MOST_REMEMBERED) known.delete(oldest);
  return { ...pack, costs: await costs };
}

async function builtCosts(pack: Pack, options: KernelOptions): Promise<EdgeCosts> {
  const name = nameOfOptions(options);
  const make = (): Promise<EdgeCosts> => costsFor(pack, options);
  return name === undefined ? make() : kept(pack.store, `costs-${name}`, make);
}

async function costsFor(pack: Pack, options: KernelOptions): Promise<EdgeCosts> {
  const { graph } = pack;
  const { functions, placeOf } = await absentCode(pack, options);
  const builtIn = (fn: number): boolean => functions[fn] === 0 && placeOf(fn) === 'kernel';
  return edgeCosts(
    graph,
    graph.functionPrior.map((usual, fn) => (usual < BUILT_IN && builtIn(fn) ? BUILT_IN : usual)),
    (fn) => placeOf(fn) === 'module',
  );
}
