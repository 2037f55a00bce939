/** The arches whose kernels can have a file or a function, one bit for each of `ARCH_NAMES`. */
import { ARCH_NAMES, ARCHES, type Arch } from '../../src/domain/arch.js';
import { and, NEVER, not, SURE, type Truth } from '../../src/domain/truth.js';
import { type ArchOptions, archOptions } from './arch-options.js';
import type { Condition } from './build-condition.js';
import { compiledOn } from './compiled-on.js';

export interface ArchMasks {
  /** Of a file with the build condition that Makefiles give it, if they name it. */
  readonly ofFile: (path: string, when: Condition | undefined) => number;
  /** Of code under an `#if` condition; '' is all. */
  readonly ofConfig: (config: string) => number;
}

/** The bit of an arch. */
export function maskOf(arch: Arch): number {
  return 1 << ARCH_NAMES.indexOf(arch);
}

/** The arches of a mask, in the order of `ARCH_NAMES`. */
export function archesOf(mask: number): Arch[] {
  return ARCH_NAMES.filter((arch) => (mask & maskOf(arch)) !== 0);
}

/** Judges by the Kconfig files among `files`; without them only folders under `arch/` tell arches apart. */
export function archMasks(files: ReadonlyMap<string, string>): ArchMasks {
  const options = archOptions(files, ARCH_NAMES);
  const maskWhere = (holds: (values: ArchOptions, arch: Arch) => boolean): number => {
    let mask = 0;
    for (const [arch, values] of options) if (holds(values, arch)) mask |= maskOf(arch);
    return mask;
  };
  const all = maskWhere(() => true);
  const ofFolder = (folder: string): number => maskWhere((_values, arch) => ARCHES[arch].directory === folder);
  const configs = new Map<string, number>([['', all]]);
  return {
    ofFile: (path, when) => {
      const folder = /^arch\/([^/]+)\//.exec(path)?.[1];
      // Code of an arch that another arch's Makefile names belongs to that one as well.
      if (folder !== undefined && !when?.flat().includes(`arch/${folder}`)) return ofFolder(folder);
      return when === undefined ? all : maskWhere((values, arch) => conditionOn(when, values, arch) !== NEVER);
    },
    ofConfig: (config) => {
      let mask = configs.get(config);
      if (mask === undefined) {
        mask = maskWhere((values) => compiledOn(config, values) !== NEVER);
        configs.set(config, mask);
      }
      return mask;
    },
  };
}

function conditionOn(condition: Condition, values: ArchOptions, arch: Arch): Truth {
  const folder = `arch/${ARCHES[arch].directory}`;
  let any: Truth = NEVER;
  for (const conjunction of condition) {
    let all: Truth = SURE;
    for (const word of conjunction) {
      if (word.startsWith('arch/')) all = and(all, word === folder ? SURE : NEVER);
      else all = and(all, word.startsWith('!') ? not(values(word.slice(1))) : values(word));
    }
    if (all > any) any = all;
  }
  return any;
}
