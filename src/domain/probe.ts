/** Predicts whether a compiled kernel has something to attach to for a function, and whether a probe there sees a call. */

import { z } from 'zod';
import symbolOdds from '../../data/symbol-odds.json' with { type: 'json' };
import { CALLED, FunctionFlag, isLeftToCompiler } from '../store/schema.js';
import { fileOf, type Graph } from './graph.js';

/**
 * Log odds that a static function that the compiler may inline has a symbol: `base`, and `bySize` for each class of its size.
 * `data/build/symbol-odds.mjs` fits them to the symbols of compiled kernels.
 */
const odds = z.object({ base: z.number(), bySize: z.number() });
const oddsByCall = z.object({
  never: odds,
  once: odds,
  'by a syscall': odds,
  'by a copy': odds,
  often: odds,
} satisfies Record<(typeof CALLED)[number], typeof odds>);
const ODDS = z.object({ static: oddsByCall, inline: oddsByCall }).parse(symbolOdds);

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
  if ((flags & FunctionFlag.static) === 0) return flags & FunctionFlag.header ? 0.05 : 0.998;
  const inline = (flags & FunctionFlag.inline) !== 0;
  if (flags & FunctionFlag.addressTaken) return inline ? 0.6 : 0.97;
  if (!isLeftToCompiler(flags)) return inline ? 0.01 : 0.3;
  const called = CALLED[graph.functionCalled[id] as number] ?? 'often';
  const { base, bySize } = ODDS[inline ? 'inline' : 'static'][called];
  const likelihood = 1 / (1 + Math.exp(-base - bySize * (graph.functionSize[id] as number)));
  return Number(likelihood.toFixed(3));
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
