/** The symbols at the start of a syscall: what takes the registers, and what that calls. */

import { FunctionFlag } from '../store/schema.js';
import type { Graph } from './graph.js';
import { flagsOf } from './graph-lookup.js';

/** What runs at the start of a syscall, outermost first: what takes the registers, what it calls, and the body itself. */
export function layersOf(entry: string): string[] {
  const name = /^__[a-z0-9]+_(?:compat_)?sys_(\w+)$/.exec(entry)?.[1];
  return name === undefined ? [entry] : [entry, `__se_sys_${name}`, `__do_sys_${name}`];
}

/**
 * On x86 the entry of a call without arguments is an alias of its body (`__SYS_STUB0` of
 * `arch/x86/include/asm/syscall_wrapper.h`, since 5.7), and ftrace lists one name of an address: the body's.
 */
export function predictedEntry(graph: Graph, entry: string, fn: number | undefined): string {
  const bare = fn !== undefined && (flagsOf(graph, fn) & FunctionFlag.withoutArguments) !== 0;
  return bare && /^__(?:x64|ia32)_sys_/.test(entry) ? entry.replace(/^__[a-z0-9]+_/, '__do_') : entry;
}
