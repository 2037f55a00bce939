/** What builds each file of a tree, and for which arches: what Makefiles and Kconfig say, asked once for all files. */

import { type ArchMasks, archMasks } from './arch-masks.js';
import { conditionLikelihood } from './build-condition.js';
import { codeLikelihood } from './code-likelihood.js';
import { configNumbers } from './config-numbers.js';
import { configPopularity } from './config-popularity.js';
import { buildConditions } from './kbuild.js';
import { readKconfig } from './kconfig.js';

export interface FileBuild {
  /** The option that builds it. */
  readonly config: string | null;
  /** How commonly it is on, 0 to 1. */
  readonly prior: number;
}

export interface TreeBuild {
  /** These go by file. */
  readonly files: readonly FileBuild[];
  /** The module that it is built into; null for what is always built in. */
  readonly modules: readonly (string | null)[];
  /** The arches whose kernels can have it, as in `maskOf`. */
  readonly arches: readonly number[];
  /** See `configNumbers`. */
  readonly numbers: ReadonlyMap<string, string>;
}

/** @param tables - texts by path, see `isTable` */
export function treeBuild(
  tables: ReadonlyMap<string, string>,
  paths: readonly string[],
): TreeBuild & {
  readonly ofConfig: ArchMasks['ofConfig'];
  /** How commonly code under an `#if` is compiled, 0 to 1. */
  readonly likelihoodOf: (config: string | undefined) => number;
} {
  const options = readKconfig(tables);
  const conditions = buildConditions(
    tables,
    paths.filter((path) => path.endsWith('.c')),
    options,
  );
  const masks = archMasks(tables);
  const popularity = configPopularity(tables, options);
  return {
    files: paths.map((path) => {
      if (path.endsWith('.h')) return { config: null, prior: 1 };
      const found = conditions.get(path);
      const config = found?.config ?? null;
      // Files that no Makefile names are included by another file or built by hand.
      return { config, prior: found?.built ? conditionLikelihood(config, popularity) : 0.5 };
    }),
    modules: paths.map((path) => conditions.get(path)?.module ?? null),
    arches: paths.map((path) => masks.ofFile(path, conditions.get(path)?.when)),
    numbers: configNumbers(tables),
    ofConfig: masks.ofConfig,
    likelihoodOf: (config) => codeLikelihood(config, popularity),
  };
}
