/** The options of a compiled kernel, and whether code under a condition is part of it. */

import type { ConditionTest } from './condition.js';
import { MAYBE, NEVER, SURE, type Truth } from './truth.js';

/** `CONFIG_X` → `y`, `m` or its value as written; an option that is off is not there. */
export type KernelOptions = ReadonlyMap<string, string>;

const NAMES = new WeakMap<KernelOptions, string>();

/** Gives the options of a build the name under which what follows from them may be kept. */
export function nameOptions(options: KernelOptions, name: string): void {
  NAMES.set(options, name);
}

/** Undefined for options that somebody sent. */
export function nameOfOptions(options: KernelOptions): string | undefined {
  return NAMES.get(options);
}

const SET = /^(CONFIG_\w+)=(.*?)\s*$/;
const UNSET = /^# (CONFIG_\w+) is not set\s*$/;

/**
 * One line of a configuration (`/boot/config-*`, `/proc/config.gz`): the option and its value, `n` for one that is said to be
 * off; undefined for a comment or anything else.
 */
export function optionOfLine(line: string): readonly [option: string, value: string] | undefined {
  const set = SET.exec(line);
  if (set) return [set[1] ?? '', set[2] ?? ''];
  const unset = UNSET.exec(line);
  return unset ? [unset[1] ?? '', 'n'] : undefined;
}

/** A configuration with fewer options is a part of one: real ones have thousands, the smallest (tinyconfig) some hundreds. */
const WHOLE = 300;

/** What the options say of a condition (`include/linux/kconfig.h`); of a part of a configuration an option that it lacks may be on. */
export function optionTest(options: KernelOptions): ConditionTest {
  const missing = options.size < WHOLE ? undefined : 'n';
  return (macro, name) => {
    if (!name.startsWith('CONFIG_')) return MAYBE;
    const ofModule = macro === 'defined' && name.endsWith('_MODULE') && !options.has(name);
    const value = options.get(ofModule ? name.slice(0, -'_MODULE'.length) : name) ?? missing;
    if (value === undefined) return MAYBE;
    const truth = (holds: boolean): Truth => (holds ? SURE : NEVER);
    switch (macro) {
      case 'defined':
        return truth(ofModule ? value === 'm' : value !== 'n' && value !== 'm');
      case 'IS_BUILTIN':
        return truth(value === 'y');
      case 'IS_MODULE':
        return truth(value === 'm');
      case '':
      case 'IS_ENABLED':
        return truth(value !== 'n');
      case 'IS_REACHABLE':
        // Of a module only another module can reach it, and which this is, is not known here.
        return value === 'm' ? MAYBE : truth(value !== 'n');
      default:
        return MAYBE;
    }
  };
}
