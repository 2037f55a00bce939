/** Names of code that is no function: nothing returns an errno from there, and nothing can be attached. */

import { isSymbol } from '../../src/domain/symbols.js';

/**
 * - `__pfx_`: the padding in front of a function (x86 since 6.3, objtool);
 * - `__cfi_`: the type before a function of a kernel that clang built (6.2);
 * - `__SCT__`: the jump of a static call, which the kernel rewrites and keeps probes from;
 * - `__traceiter_`, `trace_…` and the like stay: they are functions.
 */
const NOISE = /^__(?:pfx|cfi)_|^__SCT__/;

/** Whether a text symbol is a function's, in a form that a probe can name. */
export function isFunctionName(name: string): boolean {
  return isSymbol(name) && !NOISE.test(name);
}
