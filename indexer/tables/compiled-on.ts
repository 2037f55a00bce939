/** On which arches a `#if` condition can hold. */

import { judgeCondition, parseCondition } from '../../src/domain/condition.js';
import { MAYBE, NEVER, type Truth } from '../../src/domain/truth.js';
import type { ArchOptions } from './arch-options.js';

/** What the compiler defines for an arch, as the option that says the same (gcc and clang). */
const COMPILER_MACROS: ReadonlyMap<string, string> = new Map([
  ['__x86_64__', 'CONFIG_X86_64'],
  ['__i386__', 'CONFIG_X86_32'],
  ['__aarch64__', 'CONFIG_ARM64'],
  ['__arm__', 'CONFIG_ARM'],
  ['__riscv__', 'CONFIG_RISCV'],
  ['__s390__', 'CONFIG_S390'],
  ['__s390x__', 'CONFIG_S390'],
  ['__powerpc__', 'CONFIG_PPC'],
  ['__powerpc64__', 'CONFIG_PPC64'],
  ['__mips__', 'CONFIG_MIPS'],
  ['__loongarch__', 'CONFIG_LOONGARCH'],
  ['__alpha__', 'CONFIG_ALPHA'],
  ['__arc__', 'CONFIG_ARC'],
  ['__hppa__', 'CONFIG_PARISC'],
  ['__ia64__', 'CONFIG_IA64'],
  ['__m68k__', 'CONFIG_M68K'],
  ['__mc68000__', 'CONFIG_M68K'],
  ['__nios2__', 'CONFIG_NIOS2'],
  ['__sh__', 'CONFIG_SUPERH'],
  ['__sparc__', 'CONFIG_SPARC'],
  ['__xtensa__', 'CONFIG_XTENSA'],
]);

/** Whether a condition as `#if` has it can hold; what cannot be read may hold. */
export function compiledOn(condition: string, options: ArchOptions): Truth {
  return judgeCondition(parseCondition(condition), (macro, name) => test(macro, name, options));
}

/** `defined(X)`, `IS_ENABLED(X)` and their like (include/linux/kconfig.h). */
function test(macro: string, name: string, options: ArchOptions): Truth {
  const option = COMPILER_MACROS.get(name) ?? name;
  if (!option.startsWith('CONFIG_')) return MAYBE;
  const on = options(option);
  switch (macro) {
    case '':
      return on;
    case 'defined': {
      const module = option.endsWith('_MODULE') ? options(option.slice(0, -'_MODULE'.length)) : MAYBE;
      return module === MAYBE ? on : NEVER;
    }
    case 'IS_ENABLED':
    case 'IS_BUILTIN':
    case 'IS_REACHABLE':
      return on;
    case 'IS_MODULE':
      return on === MAYBE ? MAYBE : NEVER;
    default:
      return MAYBE;
  }
}
