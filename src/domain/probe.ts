/** Predicts whether a compiled kernel has something to attach to for a function, and whether a probe there sees a call. */

import { z } from 'zod';
import symbolOdds from '../../data/symbol-odds.json' with { type: 'json' };
import { CALLED, FunctionFlag, isLeftToCompiler } from '../store/schema.js';
import { fileOf, type Graph } from './graph.js';
import { calledOf, flagsOf, linesOf, sizeOf } from './graph-lookup.js';

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
 * Log odds that the compiler inlines a call of a global function from its own file: the symbol is there, but a probe on it does
 * not see this call. They fall with each doubling of its lines, and are higher in a syscall's body, which mostly does little
 * else. From other files none are inlined. Fitted to 480 such calls in the debug information of Debian's 6.1.192 (amd64, gcc 12).
 */
const INLINED_NEARBY = { base: 6.9, byDoubling: -2.06, inSyscall: 1.5 };

/** The likelihood (0 … 1) that a distribution's kernel (gcc, -O2) has a symbol for a function that can be attached to. */
export function symbolLikelihood(graph: Graph, id: number): number {
  const flags = flagsOf(graph, id);
  if (flags & FunctionFlag.stub) return 0.02;
  if (flags & FunctionFlag.alwaysInline) return 0.005;
  if (flags & FunctionFlag.untraceable) return 0.05;
  if (flags & (FunctionFlag.noinline | FunctionFlag.syscall)) return 0.99;
  if ((flags & FunctionFlag.static) === 0) return flags & FunctionFlag.header ? 0.05 : 0.998;
  const inline = (flags & FunctionFlag.inline) !== 0;
  if (flags & FunctionFlag.addressTaken) return inline ? 0.6 : 0.97;
  if (!isLeftToCompiler(flags)) return inline ? 0.01 : 0.3;
  const called = CALLED[calledOf(graph, id)] ?? 'often';
  const { base, bySize } = ODDS[inline ? 'inline' : 'static'][called];
  return Number(chance(base + bySize * sizeOf(graph, id)).toFixed(3));
}

/** The likelihood that a probe on a function sees the calls that `caller` makes. */
export function seenLikelihood(graph: Graph, id: number, caller: number): number {
  const symbol = symbolLikelihood(graph, id);
  const flags = flagsOf(graph, id);
  if (flags & (FunctionFlag.static | FunctionFlag.noinline) || fileOf(graph, id) !== fileOf(graph, caller))
    return symbol;
  const { base, byDoubling, inSyscall } = INLINED_NEARBY;
  const ofCaller = flagsOf(graph, caller) & FunctionFlag.syscall ? inSyscall : 0;
  const inlined = chance(base + byDoubling * Math.log2(linesOf(graph, id)) + ofCaller);
  return symbol * (1 - inlined);
}

function chance(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** A function's own symbol is taken to exist from this likelihood on. */
export const LIKELY_SYMBOL = 0.5;
