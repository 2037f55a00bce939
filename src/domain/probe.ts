/** Predicts whether a compiled kernel has something to attach to for a function, and whether a probe there sees a call. */

import { FunctionFlag } from '../store/schema.js';
import { fileOf, type Graph } from './graph.js';

/**
 * Shares of plain static functions that have a symbol, by length in lines, for one caller, two or three, and more.
 * Measured on the debug information of Debian's 6.1.192 amd64 kernel (gcc 12, -O2).
 */
const STATIC_BY_LINES: readonly (readonly [lines: number, one: number, few: number, many: number])[] = [
  [6, 0.09, 0.1, 0.2],
  [12, 0.12, 0.31, 0.6],
  [25, 0.14, 0.68, 0.85],
  [100, 0.2, 0.94, 0.97],
  [Number.POSITIVE_INFINITY, 0.28, 0.94, 0.98],
];

/**
 * Shares of calls of a global function from its own file that the compiler inlines, by length in lines: the symbol is
 * there, but a probe on it does not see these calls. From other files none are. Measured as above.
 */
const INLINED_NEARBY: readonly (readonly [lines: number, share: number])[] = [
  [4, 0.99],
  [6, 0.9],
  [8, 0.58],
  [12, 0.55],
  [16, 0.33],
  [30, 0.08],
  [Number.POSITIVE_INFINITY, 0.01],
];

/** The likelihood (0 … 1) that a distribution's kernel (gcc, -O2) has a symbol for a function that can be attached to. */
export function symbolLikelihood(graph: Graph, id: number): number {
  const flags = graph.functionFlags[id] as number;
  if (flags & FunctionFlag.stub) return 0.02;
  if (flags & FunctionFlag.alwaysInline) return 0.005;
  if (flags & FunctionFlag.untraceable) return 0.05;
  if (flags & (FunctionFlag.noinline | FunctionFlag.syscall)) return 0.99;
  if (flags & FunctionFlag.static && flags & FunctionFlag.inline)
    return flags & FunctionFlag.addressTaken ? 0.6 : 0.018;
  if ((flags & FunctionFlag.static) === 0)
    return flags & FunctionFlag.header ? 0.05 : flags & FunctionFlag.inline ? 0.5 : 0.998;
  const callers = graph.functionCallers[id] as number;
  if (flags & FunctionFlag.addressTaken) return callers === 0 ? 0.98 : 0.95;
  const lines = graph.functionLines[id] as number;
  const [, one, few, many] = STATIC_BY_LINES.find(([most]) => lines <= most) ?? [0, 0, 0, 0];
  return callers <= 1 ? one : callers <= 3 ? few : many;
}

/** The likelihood that a probe on a function sees the calls that `caller` makes. */
export function seenLikelihood(graph: Graph, id: number, caller: number): number {
  const symbol = symbolLikelihood(graph, id);
  const flags = graph.functionFlags[id] as number;
  if (flags & (FunctionFlag.static | FunctionFlag.noinline) || fileOf(graph, id) !== fileOf(graph, caller))
    return symbol;
  const lines = graph.functionLines[id] as number;
  const share = INLINED_NEARBY.find(([most]) => lines <= most)?.[1] ?? 0;
  return symbol * (1 - share);
}

/** A function's own symbol is taken to exist from this likelihood on. */
export const LIKELY_SYMBOL = 0.5;
