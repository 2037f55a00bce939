/** One name for a function that compilers and macros spell in several ways. */

const SYSCALL = /^(?:__(?:do|se|x64|ia32|x32|arm64|s390x?|riscv)_)?(compat_)?sys_(\w+)$/;

/** `foo` of the clone `foo.isra.0`; `sys_X` or `compat_sys_X` of every layer that SYSCALL_DEFINEn makes. */
export function plainName(name: string): string {
  const [written = name] = name.split('.', 1);
  const [, compat = '', syscall] = SYSCALL.exec(written) ?? [];
  return syscall === undefined ? written : `${compat}sys_${syscall}`;
}
