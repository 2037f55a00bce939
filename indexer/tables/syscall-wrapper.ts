/** The names that `SYSCALL_DEFINEn` gives the functions of a syscall on an arch and a release, read from its macros. */

/** A prefix that belongs to an arch's wrapper, in front of `sys_X` or `compat_sys_X`. */
const WRAPPED = /^__[a-z0-9]+_(?=(?:compat_)?sys_)/;

/**
 * The stems (`__x64_sys`, `__ia32_compat_sys`, `sys`) that an `asm/syscall_wrapper.h` defines functions under; empty
 * where the arch has none, which means the generic `sys` and `compat_sys` of `include/linux/syscalls.h` (every arch
 * before 4.17). Two forms occur: the name written out (`long __arm64_sys##name(`), and x86's stubs since 5.7, where
 * the prefix is an argument (`__SYS_STUBx(x64, sys##name, …)`).
 */
export function wrapperStems(text: string | undefined): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const [, stem = ''] of (text ?? '').matchAll(
    /\blong\s+(?:__weak\s+)?((?:__[a-z0-9]+_)?(?:compat_)?sys)_?##\s*s?name\s*\(/g,
  )) {
    stems.add(stem);
  }
  for (const [, prefix, stem] of (text ?? '').matchAll(/\b__SYS_STUB\w\(\s*(\w+)\s*,\s*((?:compat_)?sys)_?##/g)) {
    stems.add(`__${prefix}_${stem}`);
  }
  return stems;
}

/** `sys_mount` of `__x64_sys_mount`: the table's function without a wrapper's prefix. */
export function withoutPrefix(name: string): string {
  return name.replace(WRAPPED, '');
}

/**
 * The symbol of a table's function.
 * @param name - `sys_X` or `compat_sys_X`; any other name is its own symbol.
 * @param prefixes - the prefixes an ABI can have, the newest first; the first that the macros make is used.
 */
export function entrySymbol(name: string, prefixes: readonly string[], stems: ReadonlySet<string>): string {
  const stem = /^((?:compat_)?sys)_/.exec(name)?.[1];
  if (stem === undefined) return name;
  return `${prefixes.find((prefix) => stems.has(prefix + stem)) ?? ''}${name}`;
}
