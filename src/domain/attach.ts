/** What to attach to in order to see a function return: by the symbols of the kernel where they are known, else by prediction. */

import type { Evidence, PathFrame } from '../schemas/origin.js';
import { FunctionFlag } from '../store/schema.js';
import type { AbsentCode } from './absent-code.js';
import type { CompiledKernel } from './compiled-kernel.js';
import { layersOf, predictedEntry } from './entry-layers.js';
import { fileOf, type Graph } from './graph.js';
import { flagsOf } from './graph-lookup.js';
import type { Kin } from './kin.js';
import { LIKELY_SYMBOL, seenLikelihood, symbolLikelihood } from './probe.js';
import { recall } from './recall.js';
import { findSymbol, functionOfSymbol, type Symbols } from './symbols.js';

/** The symbols of a kernel, and who told them. */
export interface KnownSymbols {
  readonly evidence: Exclude<Evidence, 'predicted'>;
  readonly symbols: Symbols;
  /** Whether the list holds only what takes a probe; one of all code (kallsyms) says nothing of that. */
  readonly attachable: boolean;
  readonly calls?: BodyCalls;
}

/** What bodies of syscalls call near them, by body, as in a `Build`. */
export type BodyCalls = ReadonlyMap<string, readonly string[]>;

/** A symbol, and how likely it is there and sees the calls in question. */
export interface Attachment {
  readonly symbol: string;
  readonly likelihood: number;
}

/** Decides for one kernel. */
export interface Attaching {
  readonly evidence: Evidence;
  /** The function's own symbol: the likelihood is that it takes a probe, 0 where it surely does not. */
  own(fn: number, name: string): Attachment;
  /** The function's own symbol: the likelihood is that a probe there sees the calls that a caller, with that name, makes. */
  seen(fn: number, name: string, caller: number, callerName: string): Attachment;
  /** What was split off a function that has no symbol of its own: most calls come there. */
  part(name: string): string | undefined;
  /** What shows a syscall's entry, with the body `fn`; none where the kernel lists neither its symbol nor a layer below. */
  entry(symbol: string, fn: number | undefined): string | undefined;
  /** Why it cannot be attached to a function, where that is known: it takes no probe, or is not part of what runs. */
  missing(fn: number, name: string): PathFrame['missing'];
}

/** A function that is this likely to have a symbol, and is not listed, is not part of the running kernel. */
const SURELY_LISTED = 0.97;

/** Whether the source keeps probes out of a function, or it is gone after boot. */
function untraceable(graph: Graph, fn: number): boolean {
  return (flagsOf(graph, fn) & (FunctionFlag.untraceable | FunctionFlag.init)) !== 0;
}

/** A function that is this likely to be seen is attached to, else the one above it. */
export const ATTACHED = LIKELY_SYMBOL;

/**
 * By what is known of the kernel itself, else by its kin and the source.
 * @param code - what the kernel's options say of its code, where they are known
 */
export function attaching(
  graph: Graph,
  { known, kin }: Pick<CompiledKernel, 'known' | 'kin'>,
  code?: AbsentCode,
): Attaching {
  if (known !== undefined) return remembering(graph, listed(graph, known, code));
  const before = kin && byKin.get(kin);
  if (before !== undefined) return before;
  const made = remembering(graph, predicted(graph, kin));
  if (kin !== undefined) byKin.set(kin, made);
  return made;
}

/** What was decided by each kin, as long as that is known: it is of one pack, and most questions go by it. */
const byKin = new WeakMap<Kin, Attaching>();

/** Functions and calls of which it is remembered what to attach to. */
const MOST_REMEMBERED = 1 << 14;

/** The same functions stand on many routes. */
function remembering({ functions }: Graph, attaching: Attaching): Attaching {
  const owns = new Map<number, Attachment>();
  const seens = new Map<number, Attachment>();
  const whys = new Map<number, PathFrame['missing'] | null>();
  return {
    ...attaching,
    own: (fn, name) => recall(owns, fn, MOST_REMEMBERED, () => rounded(attaching.own(fn, name))),
    seen: (fn, name, caller, callerName) =>
      recall(seens, fn * functions + caller, MOST_REMEMBERED, () =>
        rounded(attaching.seen(fn, name, caller, callerName)),
      ),
    missing: (fn, name) => recall(whys, fn, MOST_REMEMBERED, () => attaching.missing(fn, name) ?? null) ?? undefined,
  };
}

/** Nothing is known of the fourth digit, and an answer has a thousand of these. */
function rounded({ symbol, likelihood }: Attachment): Attachment {
  return { symbol, likelihood: Math.round(likelihood * 1000) / 1000 };
}

function predicted(graph: Graph, kin: Kin | undefined): Attaching {
  const own = (fn: number, name: string): Attachment => {
    const likelihood = symbolLikelihood(graph, fn);
    return kin?.judge(fn, name, likelihood) ?? { symbol: name, likelihood };
  };
  return {
    evidence: 'predicted',
    own,
    seen: (fn, name, caller, callerName) =>
      seenBy(graph, own(fn, name), { fn, name, caller, calls: kin?.calls?.get(callerName), sure: SAME_IN_KIN }),
    part: (name) => kin?.part(name),
    entry: (symbol, fn) => predictedEntry(graph, symbol, fn),
    missing: (fn) => (untraceable(graph, fn) ? 'refused' : undefined),
  };
}

/** Another compiler and other options inline most of what a known build inlines. */
const SAME_IN_KIN = 0.9;

interface Call {
  readonly fn: number;
  readonly name: string;
  readonly caller: number;
  /** What the caller's code is known to call, and how surely. */
  readonly calls: readonly string[] | undefined;
  readonly sure: number;
}

/**
 * That a symbol is there says nothing of copies that were inlined beside it. Where the caller's code is known, it tells: what stands
 * in its own file and is not called is part of it. Else these are foretold from the source.
 */
function seenBy(graph: Graph, own: Attachment, { fn, name, caller, calls, sure }: Call): Attachment {
  const { symbol, likelihood } = own;
  if (calls !== undefined && fileOf(graph, fn) === fileOf(graph, caller)) {
    const called = calls.some((one) => one === symbol || functionOfSymbol(one) === name);
    return { symbol, likelihood: likelihood * (called ? sure : 1 - sure) };
  }
  const there = symbolLikelihood(graph, fn);
  return { symbol, likelihood: there > 0 ? likelihood * Math.min(1, seenLikelihood(graph, fn, caller) / there) : 0 };
}

function listed(
  graph: Graph,
  { evidence, symbols, attachable, calls }: KnownSymbols,
  code: AbsentCode | undefined,
): Attaching {
  const own = (fn: number, name: string): Attachment => {
    const symbol = findSymbol(symbols, name, code?.placeOf(fn));
    const refused = !attachable && untraceable(graph, fn);
    return { symbol: symbol ?? name, likelihood: symbol === undefined || refused ? 0 : 1 };
  };
  return {
    evidence,
    own,
    seen: (fn, name, caller, callerName) =>
      seenBy(graph, own(fn, name), { fn, name, caller, calls: calls?.get(callerName), sure: 1 }),
    part: (name) => symbols.part(name),
    // Of two names of one address a list of all code holds both, and tools know the function by its own.
    entry: (symbol) => (attachable ? layersOf(symbol) : layersOf(symbol).reverse()).find((layer) => symbols.has(layer)),
    missing: (fn, name) => {
      if (own(fn, name).likelihood > 0) return undefined;
      if (symbols.refuses(name) || (symbols.has(name) && untraceable(graph, fn))) return 'refused';
      return symbolLikelihood(graph, fn) >= SURELY_LISTED && !symbols.hasPart(name) ? 'unlisted' : undefined;
    },
  };
}
