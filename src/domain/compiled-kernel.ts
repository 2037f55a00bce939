/** What is known of the compiled kernel that a question is about, beside its release. */

import type { KnownSymbols } from './attach.js';
import type { Build, BuildSymbol } from './build.js';
import { type KernelOptions, nameOptions } from './kernel-options.js';
import type { KernelText } from './kernel-text.js';
import type { Kin } from './kin.js';
import { type SymbolData, type Symbols, symbolsBuilder, symbolsFrom } from './symbols.js';

export interface CompiledKernel {
  readonly known?: KnownSymbols;
  /** Where its own symbols are not known: a build that it is probably like. */
  readonly kin?: Kin;
  /** Code that they leave out is no origin. */
  readonly options?: KernelOptions;
}

/** What is asked of a build, as plain data. */
export interface BuildData {
  readonly options: readonly (readonly [option: string, value: string])[];
  readonly symbols: SymbolData;
  /** As in a `Build`. */
  readonly calls: readonly (readonly [body: string, symbols: readonly string[]])[];
}

/** What stays in an image of it: the names themselves, of which a look compares few. */
export const FILED_NAMES = ['taking', 'refusing', 'parts'].map((table) => `symbols.${table}.text`);

/** What a build tells, read from all of its symbols. */
export function buildData({ options, symbols, calls }: Build): BuildData {
  return { options: [...options], symbols: symbolData(symbols), calls: [...calls] };
}

/**
 * The same as it is asked.
 * @param digest - of the build: what follows from its options is kept under this name
 */
export function compiledOf({ options, symbols, calls }: BuildData, digest?: string): CompiledKernel {
  const known = { evidence: 'build', symbols: symbolsFrom(symbols), attachable: true, calls: new Map(calls) } as const;
  if (options.length === 0) return { known };
  const named = new Map(options);
  if (digest !== undefined) nameOptions(named, digest);
  return { known, options: named };
}

/** What takes a probe by ftrace, which all that is printed here attaches through; the rest is there and refuses. */
function symbolData(rows: Iterable<BuildSymbol>): SymbolData {
  const { add, data } = symbolsBuilder();
  const bytes = new Uint8Array(1024);
  const encoder = new TextEncoder();
  for (const { name, module, attach } of rows) {
    const { written } = encoder.encodeInto(name, bytes);
    const refused = attach !== 'traced' && attach !== 'unknown';
    add(bytes, 0, written, { refused, place: module === null ? 'kernel' : 'module', high: 0, low: 0 });
  }
  return data();
}

/** What the user's own texts tell, before what is known of the build: they are of the machine that is asked about. */
export function withText(compiled: CompiledKernel, { symbols, options, attachable }: KernelText): CompiledKernel {
  return {
    ...compiled,
    ...(symbols.size > 0 && {
      known: {
        ...{ evidence: 'symbols', symbols: withTwins(symbols, compiled.known), attachable },
        ...(compiled.known?.calls && { calls: compiled.known.calls }),
      },
    }),
    ...(options.size > 0 && { options }),
  };
}

/** A list of what takes a probe leaves out code that has a name in common with it, of which the build tells. */
function withTwins(symbols: Symbols, known: KnownSymbols | undefined): Symbols {
  if (known === undefined) return symbols;
  return { ...symbols, times: (symbol) => Math.max(symbols.times(symbol), known.symbols.times(symbol)) };
}
