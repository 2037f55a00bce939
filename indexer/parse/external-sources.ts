/** Conventions by which an errno that the C code does not write enters it, as data; where no release is named: 5.10–7.3. */

import { SOURCES, type Source } from '../../src/store/sources.js';

/**
 * What the parser knows of a source: one of {@link Source}, or `wire` for a value that was decoded from a message, whose
 * source depends on whose code it is.
 */
export type Outside = Source | 'wire';

/** A literal whose errno comes from outside is written `@` and what let it in. */
export const OUTSIDE_MARK = '@';

/** `@fuse` → `fuse`; undefined for an errno that is written out. */
export function outsideOf(errno: string): Outside | undefined {
  if (!errno.startsWith(OUTSIDE_MARK)) return undefined;
  const name = errno.slice(OUTSIDE_MARK.length);
  return name === 'wire' ? name : SOURCES.find((source) => source === name);
}

/** Calls whose result is an errno of another's choice. */
const GIVERS: ReadonlyMap<string, Source> = new Map([
  // The errno in the upper half of a verdict (include/linux/netfilter.h).
  ['NF_DROP_GETERR', 'netfilter'],
  // A hook of a security module; BPF programs can be attached to each (security/security.c; BPF since 5.7).
  ['call_int_hook', 'bpf'],
]);

/** Xen's hypercalls answer with errnos of their own (arch/x86/include/asm/xen/hypercall.h and its like). */
const HYPERCALL = /^HYPERVISOR_\w+$/;

/** The source of a call's result; undefined for calls of the kernel's own code. */
export function sourceOfCall(name: string): Source | undefined {
  return GIVERS.get(name) ?? (HYPERCALL.test(name) ? 'hypervisor' : undefined);
}

/**
 * The call that gives a syscall its result beside its body: before the body runs, or in its place (asm/syscall.h of every
 * arch). The positions of the task and of the errno; for a task that is not the running one, a tracer does it.
 */
export const RESULT_SETTERS: ReadonlyMap<string, { readonly task: number; readonly error: number }> = new Map([
  ['syscall_set_return_value', { task: 0, error: 2 }],
]);

/** The path of a store whose value becomes the result of whatever syscall is running. */
export const BESIDE_BODY = '!before';

/** Fields that a BPF program sets through a helper (`bpf_set_retval`, since 5.18), by the type of the struct. */
export const PROGRAM_FIELDS: ReadonlyMap<string, Source> = new Map([['S:bpf_cg_run_ctx.retval', 'bpf']]);

/** Names of the fields above: what is looked at while reading. */
export const PROGRAM_FIELD_NAMES: ReadonlySet<string> = new Set(
  [...PROGRAM_FIELDS.keys()].map((path) => path.slice(path.lastIndexOf('.') + 1)),
);

/** Calls that turn a number of a message into one of the machine (include/linux/byteorder, asm-generic/unaligned.h). */
export const BYTE_ORDER = /^(?:(?:be|le)(?:16|32|64)_to_cpup?|ntoh[sl]|get_unaligned_(?:be|le)(?:16|32|64))$/;

/** Those that give numbers wide enough for an `int`: shorter ones are no errnos with a sign. */
export const WIDE_BYTE_ORDER = /^(?:(?:be|le)(?:32|64)_to_cpup?|ntohl|get_unaligned_(?:be|le)(?:32|64))$/;

/** How a field is named that holds the result of an operation. */
export const ERROR_FIELD = /^(?:\w+_)?(?:err|error|errno|ecode|rc|result|ret|retval|err_?code|error_?code)$/;

/** The same, of a signed field in a layout that is shared with user space: there `status` is an errno, too. */
export const SIGNED_ERROR_FIELD =
  /^(?:\w+_)?(?:err|error|errno|ecode|rc|result|ret|retval|err_?code|error_?code|status)$/;

/** Functions that are named for turning the status of a protocol into an errno. */
export const STATUS_TO_ERRNO = /(?:^|_)(?:to|2)_?(?:linux_?)?(?:errno|err|error)$/;

/** The type of a struct's field that holds an errno from outside (see `typeOf`): signed, and of a width that is part of an ABI. */
export const OUTSIDE_FIELD = 'X';
