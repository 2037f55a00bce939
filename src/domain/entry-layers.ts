/** The symbols at the start of a syscall: what takes the registers, and what that calls. */

import { FunctionFlag } from '../store/schema.js';
import type { Graph } from './graph.js';
import { flagsOf } from './graph-lookup.js';

/** What runs at the start of a syscall, outermost first: what takes the registers, what it calls, and the body itself. */
export function layersOf(entry: string): string[] {
  const name = /^__[a-z0-9]+_(?:compat_)?sys_(\w+)$/.exec(entry)?.[1];
  return name === undefined ? [entry] : [entry, `__se_sys_${name}`, `__do_sys_${name}`];
}

/** The layers of an entry, but for those of another interface than an arch's own (`__ia32_sys_`), which hold the same code. */
const LAYER = /^__(?:(?:x64|arm64|riscv|s390x|se|do)_(?:compat_)?|ia32_compat_)sys_\w+$/;

/** The body (`sys_mount`, `compat_sys_mount`) that a symbol at the start of a syscall holds; undefined for other symbols. */
export function syscallBodyOf(symbol: string): string | undefined {
  return LAYER.test(symbol) ? symbol.replace(/^__[a-z0-9]+_(?=(?:compat_)?sys_)/, '') : undefined;
}

/**
 * On x86 the entry of a call without arguments is an alias of its body (`__SYS_STUB0` of
 * `arch/x86/include/asm/syscall_wrapper.h`, since 5.7), and ftrace lists one name of an address: the body's.
 */
export function predictedEntry(graph: Graph, entry: string, fn: number | undefined): string {
  const bare = fn !== undefined && (flagsOf(graph, fn) & FunctionFlag.withoutArguments) !== 0;
  return bare && /^__(?:x64|ia32)_sys_/.test(entry) ? entry.replace(/^__[a-z0-9]+_/, '__do_') : entry;
}
