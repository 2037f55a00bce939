/** Conventions of the kernel's C that value flow relies on, as data. */

/**
 * Calls whose result is their first argument's value, or the errno in that in another form (include/linux/err.h, compiler.h,
 * rcupdate.h, notifier.h, xarray.h; Linux 5.10–7.3).
 */
export const TRANSPARENT: ReadonlySet<string> = new Set([
  'ERR_PTR',
  'PTR_ERR',
  'ERR_CAST',
  'PTR_ERR_OR_ZERO',
  'likely',
  'unlikely',
  'READ_ONCE',
  'ACCESS_ONCE',
  'smp_load_acquire',
  'rcu_dereference',
  'rcu_dereference_raw',
  'rcu_dereference_check',
  'rcu_dereference_protected',
  'rcu_access_pointer',
  'rtnl_dereference',
  'data_race',
  'no_free_ptr',
  'return_ptr',
  'untagged_addr',
  'ERR_PTR_PCPU',
  'PTR_ERR_PCPU',
  'IOMEM_ERR_PTR',
  'notifier_from_errno',
  'notifier_to_errno',
  'XA_ERROR',
  'xa_err',
  'no_printk',
  'array_index_nospec',
]);

/** Tests that hold their operand's truth: in a condition they are looked through. */
export const TRUTH_WRAPPERS: ReadonlySet<string> = new Set([
  'likely',
  'unlikely',
  'WARN_ON',
  'WARN_ON_ONCE',
  'BUG_ON',
  'WARN',
  'WARN_ONCE',
  'IS_TRUE',
  'READ_ONCE',
  'DEBUG_LOCKS_WARN_ON',
  'VM_WARN_ON',
  'VM_WARN_ON_ONCE',
  'XFS_IS_CORRUPT',
  'data_race',
  'RCU_LOCKDEP_WARN',
  'WARN_ON_FUNCTION_MISMATCH',
]);

/** Calls that store their second argument in their first (`WRITE_ONCE(x->err, v)`, `rcu_assign_pointer(p, v)`). */
export const STORES: ReadonlySet<string> = new Set([
  'WRITE_ONCE',
  'rcu_assign_pointer',
  'RCU_INIT_POINTER',
  'smp_store_release',
  'smp_store_mb',
  'xchg',
]);

/** Those of them that give what stood there before (include/linux/atomic/atomic-instrumented.h; `sock_error` reads `sk_err` so). */
export const EXCHANGES: ReadonlySet<string> = new Set(['xchg']);

/**
 * Macros that declare the variable in their first argument, and put the errno of a call or of an argument into a field of it:
 * `FD_PREPARE(fdf, flags, file)` (include/linux/file.h, from 6.19).
 */
export const DECLARES_ERRNO: ReadonlyMap<
  string,
  { readonly type: string; readonly field: string; readonly call: string; readonly argument: number }
> = new Map([['FD_PREPARE', { type: 'S:fd_prepare', field: 'err', call: 'get_unused_fd_flags', argument: 2 }]]);

/** Macros that declare a variable of a class: `CLASS(fd, f)(number)` (include/linux/cleanup.h, from 6.5 and 6.17). */
export const CLASS_VARIABLES: ReadonlySet<string> = new Set(['CLASS', 'ACQUIRE']);

/** Macros that give the errno of such a variable, of a lock that may fail: `ACQUIRE_ERR(mutex_intr, &lock)` (from 6.17). */
export const CLASS_ERRORS: ReadonlySet<string> = new Set(['ACQUIRE_ERR']);

/** Guards that run one of their arguments, a statement, where they get no lock (include/linux/cleanup.h, from 6.8). */
export const FAILING_GUARDS: ReadonlyMap<string, number> = new Map([['scoped_cond_guard', 1]]);

/** Tests of an error pointer: true for an error, or for an error and NULL. */
export const ERROR_POINTER_TESTS: ReadonlyMap<string, { readonly nullToo: boolean }> = new Map([
  ['IS_ERR', { nullToo: false }],
  ['IS_ERR_VALUE', { nullToo: false }],
  ['IS_ERR_OR_NULL', { nullToo: true }],
]);

/** Macros that name the struct they give in their second argument (include/linux/container_of.h, list.h, rbtree.h). */
export const CONTAINER_MACRO =
  /(?:^|_)(?:container_of|entry|first_entry|last_entry|entry_safe|entry_rcu|first_entry_or_null|entry_or_null)(?:_const|_safe)?$/;

/** How an errno constant is spelt. */
export const ERRNO_NAME = /^E(?:2BIG|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)?)$/;

/**
 * Calls of security hooks: the argument that names the hook. Up to 6.11 the macro walks a list of hook structs, from 6.12 on it
 * unrolls static calls (security/security.c); the hooks themselves stand in union security_list_options in both.
 */
export const HOOK_CALLS: ReadonlyMap<string, number> = new Map([
  ['call_int_hook', 0],
  ['call_void_hook', 0],
]);

/** Calls of a call that jump to what a static call stands for, named by their argument (include/linux/static_call.h, from 5.10). */
const STATIC_CALLS: ReadonlySet<string> = new Set([
  'static_call',
  'static_call_cond',
  'static_call_mod',
  'kvm_x86_call',
]);

/** Static calls that are made from every field of a struct: prefix and struct (arch/x86/include/asm/kvm-x86-ops.h, from 5.12). */
const STATIC_CALLS_OF_FIELDS: readonly (readonly [prefix: string, tag: string])[] = [
  ['kvm_x86_pmu_', 'kvm_pmu_ops'],
  ['kvm_x86_', 'kvm_x86_ops'],
];

/** The access path of the slot that `static_call(name)` jumps to; undefined where `caller` makes no static call. */
export function staticCallPath(caller: string, name: string): string | undefined {
  if (!STATIC_CALLS.has(caller)) return undefined;
  const whole = caller === 'kvm_x86_call' ? `kvm_x86_${name}` : name;
  for (const [prefix, tag] of STATIC_CALLS_OF_FIELDS)
    if (whole.startsWith(prefix)) return `S:${tag}.${whole.slice(prefix.length)}`;
  return `S:static_call.${whole}`;
}

/** What is written like a call and is one of the compiler's own words (gcc and clang). */
export const NO_CALL =
  /^(?:__builtin_\w+|_Static_assert|_Generic|__(?:attribute|alignof|label|auto_type)\w*|alignof|defined)$/;
