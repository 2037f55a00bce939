/** On which arches a `#if` condition can hold. */
import type { ArchOptions } from './arch-options.js';
import { and, MAYBE, NEVER, not, or, type Truth } from './truth.js';

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

const TOKEN = /[A-Za-z_]\w*|\d\w*|&&|\|\||[=!<>]=|<<|>>|[^\s]/g;
const BITS = /\bBITS_PER_LONG\s*([!=]=)\s*(32|64)\b/g;

/** Whether a condition as `#if` has it can hold; what cannot be read may hold. */
export function compiledOn(condition: string, options: ArchOptions): Truth {
  const text = condition.replace(BITS, (_all, operator: string, width: string) => {
    return `${(operator === '==') === (width === '64') ? '' : '!'}defined(CONFIG_64BIT)`;
  });
  const tokens = text.match(TOKEN) ?? [];
  let next = 0;
  const atom = (): Truth => {
    const token = tokens[next++];
    if (token === undefined) return MAYBE;
    if (token === '!') return not(atom());
    if (token === '(') {
      const inner = disjunction();
      if (tokens[next] !== ')') next = tokens.length + 1;
      next++;
      return inner;
    }
    if (tokens[next] === '(') {
      const start = ++next;
      for (let depth = 1; depth > 0 && next < tokens.length; next++) {
        if (tokens[next] === '(') depth++;
        else if (tokens[next] === ')') depth--;
      }
      return next - start === 2 ? test(token, tokens[start] ?? '', options) : MAYBE;
    }
    if (/^0[xX]?0*[uUlL]*$/.test(token)) return NEVER;
    return token.startsWith('CONFIG_') ? options(token) : MAYBE;
  };
  const comparison = (): Truth => {
    let value = atom();
    while (next < tokens.length && !/^(?:&&|\|\||\))$/.test(tokens[next] ?? '')) {
      // Numbers are not followed.
      next++;
      atom();
      value = MAYBE;
    }
    return value;
  };
  const conjunction = (): Truth => {
    let value = comparison();
    while (tokens[next] === '&&') {
      next++;
      value = and(value, comparison());
    }
    return value;
  };
  const disjunction = (): Truth => {
    let value = conjunction();
    while (tokens[next] === '||') {
      next++;
      value = or(value, conjunction());
    }
    return value;
  };
  const value = disjunction();
  return next === tokens.length ? value : MAYBE;
}

/** `defined(X)`, `IS_ENABLED(X)` and their like (include/linux/kconfig.h). */
function test(macro: string, name: string, options: ArchOptions): Truth {
  const option = COMPILER_MACROS.get(name) ?? name;
  if (!option.startsWith('CONFIG_')) return MAYBE;
  const on = options(option);
  switch (macro) {
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
