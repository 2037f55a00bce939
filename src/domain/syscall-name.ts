/** Syscall names: the syscall behind an entry symbol, a table's function, a constant, a tracepoint or a number. */

export type SyscallName =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** `mount` of `syscalls:sys_enter_mount`, as perf, bpftrace and tracefs write the tracepoint. */
const TRACEPOINT = /^(?:tracepoint:)?(?:raw_)?syscalls[:/]sys_(?:enter|exit)_(.+)$/;
/** `mount` of `sys_enter_mount`; `sys_exit_` stays a function's prefix, since `sys_exit_group` is one. */
const BARE_TRACEPOINT = /^sys_enter_(.+)$/;
/** `mount` of `SYS_mount` and `__NR_mount`, the constants of libc and of the kernel. */
const CONSTANT = /^(?:SYS|(?:__)?NR)_(.+)$/;
/**
 * `mount` of `sys_mount`, `SyS_mount` (up to 4.16), `compat_sys_mount`, `__x64_sys_mount`, `__ia32_compat_sys_mount`,
 * `__arm64_sys_mount`, `__s390x_sys_mount`, `__do_sys_mount`, `__se_compat_sys_mount`, `__sys_mount` in MIPS tables.
 */
const FUNCTION = /^(?:__(?:[a-z0-9]+_)?)?(?:compat_)?(?:sys|SyS)_(.+)$/;

/**
 * What is left of a spelling when the prefix is gone. This is the name of the function behind the syscall, which
 * differs from the table's name for some (`sys_newstat` is `stat`): look an entry symbol up in the table first.
 */
export function parseSyscallName(text: string): SyscallName {
  const input = text.trim();
  if (/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(input)) return { kind: 'number', number: Number(input) };
  const match =
    TRACEPOINT.exec(input) ?? BARE_TRACEPOINT.exec(input) ?? CONSTANT.exec(input) ?? FUNCTION.exec(input) ?? [];
  const name = (match[1] ?? input).replace(/\(\)?$/, '').toLowerCase();
  if (/^[a-z_][a-z0-9_]{0,63}$/.test(name)) return { kind: 'name', name };
  if (input === '') return { kind: 'invalid', reason: 'a syscall is missing' };
  return { kind: 'invalid', reason: `"${input.slice(0, 80)}" is neither a syscall's name nor its number` };
}

/** Later widths of a syscall (`clock_gettime64`, `futex_time64`, `setuid32`) by the name of the first: `clock_gettime`. */
export function withoutWidth(name: string): string {
  return name.replace(/(?:_time)?(?:64|32)$/, '');
}
