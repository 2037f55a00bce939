/** Predicts whether a compiled kernel has something to attach to for a function. */

import { FunctionFlag } from '../store/schema.js';
import type { Graph } from './graph.js';
import type { Pack } from './pack.js';

/**
 * The likelihood (0 … 1) that a distribution's kernel (gcc, -O2) has a symbol for a function. Shares measured on the
 * debug information of Debian's 6.1.192 amd64 kernel, 393,287 functions: global ones 99.8 %, `static inline` 1.8 %, plain
 * static ones by whether their address is taken, how many functions call them, and their length.
 */
export function symbolLikelihood(graph: Graph, id: number): number {
  const flags = graph.functionFlags[id] as number;
  const lines = graph.functionLines[id] as number;
  const callers = graph.functionCallers[id] as number;
  if (flags & FunctionFlag.stub) return 0.02;
  if (flags & FunctionFlag.alwaysInline) return 0.005;
  if (flags & FunctionFlag.noinline) return 0.995;
  if (flags & FunctionFlag.syscall) return 0.99;
  if (flags & FunctionFlag.static && flags & FunctionFlag.inline)
    return flags & FunctionFlag.addressTaken ? 0.6 : 0.018;
  if ((flags & FunctionFlag.static) === 0) return flags & FunctionFlag.header ? 0.05 : 0.998;
  if (flags & FunctionFlag.addressTaken) return callers === 0 ? 0.98 : 0.95;
  if (callers <= 1) return lines <= 6 ? 0.09 : lines <= 25 ? 0.14 : lines <= 100 ? 0.2 : 0.28;
  if (callers <= 3) return lines <= 6 ? 0.1 : lines <= 12 ? 0.31 : lines <= 25 ? 0.68 : 0.94;
  return lines <= 6 ? 0.2 : lines <= 12 ? 0.6 : lines <= 25 ? 0.85 : 0.97;
}

/** A function's own symbol is taken to exist from this likelihood on. */
export const LIKELY_SYMBOL = 0.5;

/** What to attach to in order to see a function itself return, and how likely that symbol exists. */
export async function probeOf(pack: Pack, id: number): Promise<{ symbol: string; likelihood: number }> {
  const row = await pack.store.get('SELECT name FROM function WHERE id = ?', id);
  return { symbol: String(row?.name ?? ''), likelihood: symbolLikelihood(pack.graph, id) };
}
