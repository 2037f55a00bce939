/** The numbers that Kconfig gives options where nobody decides otherwise, as a common 64-bit x86 kernel has them. */

import { kconfigPaths } from './kconfig.js';
import { type Definition, readKconfigFile } from './kconfig-file.js';

/** What holds on the arch that is read: its Kconfig is arch/x86/Kconfig, for 64 bits. */
const HOLDS = ['64BIT', 'X86_64', 'X86', 'MMU', 'SMP'] as const;
/** Options that take their number from another option. */
const MAX_DEPTH = 4;

const NUMBER = /^-?(?:0x[0-9a-f]+|\d+)$/i;
const CHOICE = /^choice\b[^\n]*\n([\s\S]*?)^endchoice\b/gm;

/** `CONFIG_HZ` → `250`, by the first default whose condition holds; of choices by the one that is the default. */
export function configNumbers(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const on = new Set<string>(HOLDS);
  const defaults = new Map<string, Definition['defaults'][number][]>();
  for (const [path, text] of files) {
    const arch = /^arch\/(\w+)\//.exec(path)?.[1];
    if (!kconfigPaths(path) || (arch !== undefined && arch !== 'x86')) continue;
    for (const [, body = ''] of text.matchAll(CHOICE)) {
      const taken = /^[ \t]+default[ \t]+(\w+)[ \t]*$/m.exec(body)?.[1];
      if (taken !== undefined) on.add(taken);
    }
    for (const { name, defaults: own } of readKconfigFile(text).definitions) {
      if (own.some(({ value, when }) => value === 'y' && when === '')) on.add(name);
      defaults.set(name, [...(defaults.get(name) ?? []), ...own]);
    }
  }
  const numberOf = (name: string, depth: number): string | undefined => {
    const found = defaults.get(name)?.find(({ when }) => holds(when, on))?.value;
    if (found === undefined || NUMBER.test(found)) return found;
    return depth < MAX_DEPTH && /^\w+$/.test(found) ? numberOf(found, depth + 1) : undefined;
  };
  const numbers = new Map<string, string>();
  for (const name of defaults.keys()) {
    const value = numberOf(name, 0);
    if (value !== undefined) numbers.set(`CONFIG_${name}`, value);
  }
  return numbers;
}

/** Conditions that ask for more than some options are taken not to hold. */
function holds(when: string, on: ReadonlySet<string>): boolean {
  if (when === '') return true;
  return when.split('||').some((part) =>
    part.split('&&').every((word) => {
      const [, not, name = ''] = /^\s*(!?)\s*(\w+)\s*$/.exec(word) ?? [];
      return name !== '' && on.has(name) === (not === '');
    }),
  );
}
