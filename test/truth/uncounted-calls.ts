/** Calls of the compiled kernel that no source code writes: they count neither as found nor as missed. */

import { plainName } from './plain-name.js';
import type { CallRow } from './rows.js';

/** What the compiler calls by itself where the source has an assignment, a loop or a builtin. */
const LIBRARY = new Set([
  ...['memcpy', 'memset', 'memmove', 'memcmp', '__memcpy', '__memset', '__memmove', 'memset16', 'memset32', 'memset64'],
  ...['strlen', 'strcmp', 'strncmp', 'strcpy', 'strncpy', 'strcat', 'strchr', 'strnlen', 'strlcpy', 'strscpy'],
  ...['bcmp', 'memchr', 'puts'],
]);
const COMPILER = /^(?:__builtin_|__x86_|__stack_chk_fail$|__fentry__$)/;

/** Wrappers of FORTIFY_SOURCE, assertions at compile time, hooks of sanitizers. */
const CHECKS = new RegExp(
  `^(?:__(?:read|write)_overflow\\w*|(?:__compiletime|__bad|__real|__underlying)_\\w+|(?:__)?fortify_\\w+|instrument_\\w+|${[
    '__(?:ubsan|kasan|asan|tsan)_\\w+',
    '__kcsan\\w*',
    '(?:kasan_check|kcsan|kmsan)_\\w+',
  ].join('|')})$`,
);
const FORTIFY_HEADER = 'fortify-string.h';

/** What TRACE_EVENT and DECLARE_TRACE paste together. */
const TRACEPOINT = new RegExp(
  `^(?:__traceiter_|__bpf_trace_|perf_trace_|(?:do_)?trace_event_raw_event_|trace_raw_output_|${[
    'trace_event_(?:get_offsets|define_fields)_',
    '__probestub_',
    'trace_custom_event_',
    '(?:un)?register_trace_',
    'check_trace_callback_type_',
    'bpf_test_probe_',
  ].join('|')})`,
);

/** Behind static_branch_*() and static_call(). */
const STATIC =
  /^(?:arch_static_branch(?:_jump)?|(?:__)?static_key_\w+|static_branch_\w+|__SCT__\w+|jump_label_\w+|_static_cpu_has)$/;

const SYSCALL_TABLE = new Set(['x64_sys_call', 'ia32_sys_call', 'x32_sys_call']);

/**
 * The class of a call that is not scored, or undefined for one that is.
 * @param generated - whether the callee is made by a macro
 */
export function uncounted(call: CallRow, generated: boolean): string | undefined {
  const { caller, caller_file, callee, callee_file = '' } = call;
  if (COMPILER.test(callee) || (LIBRARY.has(callee) && !call.txt)) return 'compiler';
  if (CHECKS.test(callee) || caller_file.includes(FORTIFY_HEADER) || callee_file.includes(FORTIFY_HEADER)) {
    return 'fortify, sanitizers';
  }
  if (TRACEPOINT.test(callee) || TRACEPOINT.test(caller) || callee.startsWith('__SCT__tp_func_')) return 'tracepoint';
  if (callee.startsWith('trace_') && callee_file.includes('trace') && generated) return 'tracepoint';
  if (caller.startsWith('trace_') && call.gen) return 'tracepoint';
  if (STATIC.test(callee) || STATIC.test(caller)) return 'static key, static call';
  const plain = plainName(callee);
  if ((plainName(caller) === plain && plain !== callee) || SYSCALL_TABLE.has(caller)) return 'layers of a syscall';
  return /^__(?:se_|do_sys|do_compat_sys)/.test(callee) ? 'layers of a syscall' : undefined;
}
