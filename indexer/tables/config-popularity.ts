/** How commonly an option is on: over the kernel's own default configurations, and what they imply. */
import { ARCHES } from '../../src/domain/arch.js';
import { type ConfigOption, readKconfig } from './kconfig.js';

/** Chains of `select` and of conditional defaults are short; this bounds a circle. */
const LONGEST_CHAIN = 8;

/** Boards outnumber servers among the configurations, so each indexed arch counts the same, and no other counts. */
const ARCH_FOLDERS: ReadonlySet<string> = new Set(Object.values(ARCHES).map(({ directory }) => directory));

/** How many configurations of an arch turn an option on and off. */
interface Counts {
  configurations: number;
  readonly on: Map<string, number>;
  readonly off: Map<string, number>;
}

/** Whether {@link configPopularity} reads a path as a configuration (Kconfig files count beside them). */
export function defaultConfigPaths(path: string): boolean {
  const arch = /^arch\/(\w+)\/configs\/[\w.-]*defconfig$/.exec(path)?.[1];
  return arch !== undefined && ARCH_FOLDERS.has(arch);
}

/**
 * The share (0..1) of default configurations in which each option is on, as `y` or `m`: the mean over the arches of
 * the share among an arch's configurations. A configuration that does not name an option leaves it at its default
 * (`make savedefconfig` writes only what differs); an option that others select, or whose default asks for others, is
 * on at least as often as they are.
 * @param files - configurations ({@link defaultConfigPaths}) and Kconfig files (`kconfigPaths`); others are ignored.
 */
export function configPopularity(
  files: ReadonlyMap<string, string>,
  options: ReadonlyMap<string, ConfigOption> = readKconfig(files),
): Map<string, number> {
  const byArch = new Map<string, Counts>();
  const names = new Set(options.keys());
  for (const [path, text] of files) {
    const arch = defaultConfigPaths(path) ? path.split('/')[1] : undefined;
    if (arch === undefined) continue;
    const counts = byArch.get(arch) ?? { configurations: 0, on: new Map(), off: new Map() };
    byArch.set(arch, counts);
    countOptions(text, counts, names);
  }
  const popularity = new Map<string, number>();
  for (const name of names) {
    const defaults = options.get(name)?.defaultOnIn;
    let sum = 0;
    for (const [arch, { configurations, on, off }] of byArch) {
      const byDefault = defaults !== undefined && (defaults.has('*') || defaults.has(arch));
      sum += (byDefault ? configurations - (off.get(name) ?? 0) : (on.get(name) ?? 0)) / configurations;
    }
    popularity.set(name, byArch.size === 0 ? Number(defaults?.has('*') ?? false) : sum / byArch.size);
  }
  return raiseImplied(popularity, options);
}

/** Adds one configuration to the counts of its arch, and the options it names to `names`. */
function countOptions(text: string, counts: Counts, names: Set<string>): void {
  counts.configurations++;
  const seen = new Map<string, boolean>();
  for (const [, unset, set = '', value] of text.matchAll(/^(?:# (CONFIG_\w+) is not set|(CONFIG_\w+)=(\S+))/gm)) {
    seen.set(unset ?? set, unset === undefined && value !== 'n');
  }
  for (const [name, isOn] of seen) {
    names.add(name);
    const side = isOn ? counts.on : counts.off;
    side.set(name, (side.get(name) ?? 0) + 1);
  }
}

function raiseImplied(
  popularity: Map<string, number>,
  options: ReadonlyMap<string, ConfigOption>,
): Map<string, number> {
  for (let round = 0, changed = true; changed && round < LONGEST_CHAIN; round++) {
    changed = false;
    for (const [name, { selectedBy, defaultOnIf }] of options) {
      if (selectedBy.size === 0 && defaultOnIf.length === 0) continue;
      const selectors = [...selectedBy].map((selector) => popularity.get(selector) ?? 0);
      const least = Math.max(0, ...selectors, ...defaultOnIf.map((text) => expressionLikelihood(text, popularity)));
      if (least <= (popularity.get(name) ?? 0)) continue;
      popularity.set(name, least);
      changed = true;
    }
  }
  return popularity;
}

/** A Kconfig expression by its least likely term of `&&` and its likeliest of `||`; 0 for one with parentheses. */
function expressionLikelihood(text: string, popularity: ReadonlyMap<string, number>): number {
  if (/[()]/.test(text)) return 0;
  const term = (word: string): number => {
    const [, not, name = ''] = /^\s*(!?)\s*(\w+)/.exec(word) ?? [];
    const share = popularity.get(`CONFIG_${name}`) ?? 0;
    return not === '!' || /=\s*n\s*$/.test(word) ? 1 - share : share;
  };
  return Math.max(...text.split('||').map((terms) => Math.min(...terms.split('&&').map(term))));
}
