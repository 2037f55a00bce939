/** Which options can be on, and which always are, in the kernels of an arch: Kconfig read as that arch reads it. */
import { ARCHES, type Arch } from '../../src/domain/arch.js';
import { and, MAYBE, NEVER, or, SURE, type Truth } from '../../src/domain/truth.js';
import { kconfigPaths } from './kconfig.js';
import { judge, type KconfigGround } from './kconfig-expression.js';
import { type Definition, type KconfigFile, readKconfigFile } from './kconfig-file.js';

/** Whether an option, with `CONFIG_` in front, is on in the kernels of an arch. */
export type ArchOptions = (option: string) => Truth;

const DEEPEST_SOURCE = 20;

/** Nothing is known: a tree without Kconfig at its top or for that arch. */
const UNKNOWN: ArchOptions = () => MAYBE;

/**
 * The options of each of `arches`, from the Kconfig files among `files`. An option that the tree defines, but in no
 * file that the arch reads, is never on there; one that no file defines may be on.
 */
export function archOptions(files: ReadonlyMap<string, string>, arches: readonly Arch[]): Map<Arch, ArchOptions> {
  const read = new Map<string, KconfigFile>();
  const defined = new Set<string>();
  for (const [path, text] of files) {
    if (!kconfigPaths(path)) continue;
    const file = readKconfigFile(text);
    read.set(path, file);
    for (const { name } of file.definitions) defined.add(name);
  }
  return new Map(arches.map((arch) => [arch, optionsOf(arch, read, defined)]));
}

function optionsOf(arch: Arch, files: ReadonlyMap<string, KconfigFile>, defined: ReadonlySet<string>): ArchOptions {
  const { directory } = ARCHES[arch];
  // What the top Makefile sets ARCH and SRCARCH to: they differ where two widths share a folder (x86).
  const variables = new Map([
    ['SRCARCH', directory],
    ['ARCH', directory === 'x86' ? arch : directory],
    ['srctree', '.'],
  ]);
  const definitions = new Map<string, Definition[]>();
  if (!collect(files, variables, definitions) || !files.has(`arch/${directory}/Kconfig`)) return UNKNOWN;
  const values = settle(definitions, variables, defined);
  return (option) => {
    const name = option.replace(/^CONFIG_/, '');
    return values.get(name) ?? (defined.has(name) ? NEVER : MAYBE);
  };
}

/** Follows `source` from the top; false where the tree lacks the top or a file on the way. */
function collect(
  files: ReadonlyMap<string, KconfigFile>,
  variables: ReadonlyMap<string, string>,
  into: Map<string, Definition[]>,
): boolean {
  let complete = files.has('Kconfig');
  const visit = (path: string, when: readonly string[], depth: number): void => {
    const file = files.get(path);
    // What a missing file selects is not known; those under tools and scripts are none of the kernel's.
    if (file === undefined && kconfigPaths(path)) complete = false;
    if (file === undefined || depth > DEEPEST_SOURCE) return;
    for (const one of file.definitions) {
      const definition = when.length === 0 ? one : { ...one, depends: [...when, ...one.depends] };
      const known = into.get(one.name);
      if (known) known.push(definition);
      else into.set(one.name, [definition]);
    }
    for (const source of file.sources) {
      const target = source.path
        .replace(/\$\((\w+)\)/g, (all, name: string) => variables.get(name) ?? all)
        .replace(/^(?:\.\/)+/, '');
      if (/[$*?]/.test(target)) complete = false;
      else visit(target, [...when, ...source.when], depth + 1);
    }
  };
  visit('Kconfig', [], 0);
  return complete;
}

/** Who turns an option on: the selecting option, and what must hold besides. */
interface Selector {
  readonly name: string;
  readonly when: readonly string[];
}

/** From "may be on" for all, what is certain of some makes more certain, until nothing changes. */
function settle(
  definitions: ReadonlyMap<string, readonly Definition[]>,
  variables: ReadonlyMap<string, string>,
  defined: ReadonlySet<string>,
): Map<string, Truth> {
  const selectors = { select: new Map<string, Selector[]>(), imply: new Map<string, Selector[]>() };
  const note = (into: Map<string, Selector[]>, target: string, selector: Selector): void => {
    const known = into.get(target);
    if (known) known.push(selector);
    else into.set(target, [selector]);
  };
  for (const [name, list] of definitions) {
    for (const { depends, selects, implies } of list) {
      for (const one of selects) note(selectors.select, one.name, { name, when: [...depends, one.when] });
      for (const one of implies) note(selectors.imply, one.name, { name, when: [...depends, one.when] });
    }
  }
  const values = new Map<string, Truth>([...definitions.keys()].map((name) => [name, MAYBE]));
  const ground: KconfigGround = {
    option: (name) => values.get(name) ?? (defined.has(name) ? NEVER : MAYBE),
    variable: (name) => variables.get(name),
  };
  const allOf = (conditions: readonly string[]): Truth => {
    let result: Truth = SURE;
    for (const condition of conditions) {
      result = and(result, judge(condition, ground));
      if (result === NEVER) break;
    }
    return result;
  };
  const turnedOn = (list: readonly Selector[] = []): Truth => {
    let result: Truth = NEVER;
    for (const { name, when } of list) {
      result = or(result, and(ground.option(name), allOf(when)));
      if (result === SURE) break;
    }
    return result;
  };
  const waiting = new Set(values.keys());
  for (let changed = true; changed; ) {
    changed = false;
    for (const name of waiting) {
      const own = ownValue(definitions.get(name) ?? [], allOf, () => turnedOn(selectors.imply.get(name)));
      const value = or(own, own === SURE ? own : turnedOn(selectors.select.get(name)));
      if (value === MAYBE) continue;
      values.set(name, value);
      waiting.delete(name);
      changed = true;
    }
  }
  return values;
}

/** What an option is by its own prompts and defaults, and by what implies it. */
function ownValue(
  definitions: readonly Definition[],
  allOf: (conditions: readonly string[]) => Truth,
  implied: () => Truth,
): Truth {
  let settable = false;
  let possible = false;
  let byDefault: Truth = NEVER;
  /** Whether no default counts for sure yet, and whether an earlier one may. */
  let open = true;
  let doubtful = false;
  for (const { depends, prompts, defaults } of definitions) {
    const reach = allOf(depends);
    if (reach === NEVER) continue;
    possible = true;
    if (prompts.some((when) => allOf([when]) !== NEVER)) settable = true;
    // The first default whose condition holds is the one that counts.
    for (const { value, when } of defaults) {
      const counts = open ? and(reach, allOf([when])) : NEVER;
      if (counts === NEVER) continue;
      const given = /^(?:-?\d|0x|"[^"]*"$)/.test(value) && !value.includes('$') ? MAYBE : allOf([value]);
      byDefault = counts === SURE && !doubtful ? given : or(byDefault, and(MAYBE, given));
      if (counts === SURE) open = false;
      else doubtful = true;
    }
  }
  if (settable) return MAYBE;
  if (byDefault !== NEVER || !possible) return byDefault;
  return and(MAYBE, implied());
}
