/** What is known of the compiled kernel that a question is about, beside its release. */

import type { KnownSymbols } from './attach.js';
import type { Build, BuildSymbol } from './build.js';
import type { KernelOptions } from './kernel-options.js';
import type { KernelText } from './kernel-text.js';
import type { Kin } from './kin.js';
import { type Symbols, symbolsBuilder } from './symbols.js';

export interface CompiledKernel {
  readonly known?: KnownSymbols;
  /** Where its own symbols are not known: a build that it is probably like. */
  readonly kin?: Kin;
  /** Code that they leave out is no origin. */
  readonly options?: KernelOptions;
}

const OF_BUILDS = new WeakMap<Build, CompiledKernel>();

/** What a build tells; made once of each. */
export function compiledOf(build: Build): CompiledKernel {
  const before = OF_BUILDS.get(build);
  if (before) return before;
  const known = { evidence: 'build', symbols: symbolsOf(build.symbols), attachable: true } as const;
  const made = { known, ...(build.options.size > 0 && { options: build.options }) };
  OF_BUILDS.set(build, made);
  return made;
}

/** What takes a probe by ftrace, which all that is printed here attaches through; the rest is there and refuses. */
function symbolsOf(rows: Iterable<BuildSymbol>): Symbols {
  const { add, symbols } = symbolsBuilder();
  const bytes = new Uint8Array(1024);
  const encoder = new TextEncoder();
  for (const { name, module, attach } of rows) {
    const { written } = encoder.encodeInto(name, bytes);
    const refused = attach !== 'traced' && attach !== 'unknown';
    add(bytes, 0, written, { refused, place: module === null ? 'kernel' : 'module', high: 0, low: 0 });
  }
  return symbols;
}

/** What the user's own texts tell, before what is known of the build: they are of the machine that is asked about. */
export function withText(compiled: CompiledKernel, { symbols, options, attachable }: KernelText): CompiledKernel {
  return {
    ...compiled,
    ...(symbols.size > 0 && { known: { evidence: 'symbols', symbols, attachable } }),
    ...(options.size > 0 && { options }),
  };
}
