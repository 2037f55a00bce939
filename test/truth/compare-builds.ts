/** Compares a build with what the same kernel listed while it ran. */

import type { Build, BuildSymbol } from '../../src/domain/build.js';

/** What a running kernel listed, one `name` or `name [module]` a line. */
export interface RunningLists {
  /** Text symbols of `/proc/kallsyms`, without the padding in front of functions (`__pfx_`). */
  readonly kallsyms: string;
  /** `available_filter_functions`. */
  readonly traceable: string;
}

/** Keys `name` or `name [module]`, each as often as it is on one side more than on the other, by why that is. */
export interface Differences {
  /** Of kallsyms and not in the build. */
  readonly missing: Readonly<Record<string, readonly string[]>>;
  /** Of the build and not in kallsyms. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
  /** Of available_filter_functions and not traced in the build. */
  readonly untraced: Readonly<Record<string, readonly string[]>>;
  /** Traced in the build and not in available_filter_functions. */
  readonly overtraced: Readonly<Record<string, readonly string[]>>;
  /** Symbols that both have, and functions that both say to be traced. */
  readonly same: { readonly symbols: number; readonly traced: number };
}

/** Compares the kernel itself and the modules that each list has. */
export function compareBuild(build: Build, lists: RunningLists): Differences {
  const symbols = [...build.symbols];
  const byKey = new Map(symbols.map((symbol) => [keyOf(symbol), symbol]));
  const listed = counted(lists.kallsyms.split('\n').filter((line) => line !== ''));
  const traceable = counted(
    lists.traceable.split('\n').filter((line) => line !== '' && !line.startsWith('__ftrace_invalid_address___')),
  );
  const loaded = modulesOf(listed.keys());
  const hooked = modulesOf(traceable.keys());
  const built = counted(symbols.filter(({ module }) => loaded.has(module)).map(keyOf));
  const traced = counted(symbols.filter(({ module, attach }) => hooked.has(module) && attach === 'traced').map(keyOf));
  const missing = surplus(listed, built);
  const untraced = surplus(traceable, traced);
  return {
    missing: grouped(missing, (key) => whyMissing(key, byKey)),
    extra: grouped(surplus(built, listed), (key) => byKey.get(key)?.attach ?? 'unknown'),
    untraced: grouped(untraced, (key) => byKey.get(key)?.attach ?? 'not in the build'),
    overtraced: grouped(surplus(traced, traceable), () => 'not listed'),
    same: { symbols: sum(listed) - missing.length, traced: sum(traceable) - untraced.length },
  };
}

/**
 * - `static call`: trampolines, which the kernel rewrites and keeps probes from;
 * - `label`: labels of assembly that no probe can name, as they start with a dot;
 * - `made while running`: what the kernel lists of its own making, `__builtin__ftrace`;
 * - `gone`: functions of a module's start, which ftrace remembers at the end of the list under the names that it knew.
 */
function whyMissing(key: string, byKey: ReadonlyMap<string, BuildSymbol>): string {
  if (key.startsWith('__SCT__')) return 'static call';
  if (key.startsWith('.')) return 'label';
  if (/ \[__builtin__/.test(key)) return 'made while running';
  return byKey.get(key)?.attach === 'init' ? 'gone' : 'other';
}

function keyOf({ name, module }: BuildSymbol): string {
  return module === null ? name : `${name} [${module}]`;
}

function modulesOf(keys: Iterable<string>): ReadonlySet<string | null> {
  return new Set([...keys].map((key) => /\[(.+)\]$/.exec(key)?.[1] ?? null));
}

function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function surplus(of: ReadonlyMap<string, number>, over: ReadonlyMap<string, number>): readonly string[] {
  return [...of].flatMap(([key, times]) => Array<string>(Math.max(0, times - (over.get(key) ?? 0))).fill(key));
}

function grouped(keys: readonly string[], why: (key: string) => string): Record<string, readonly string[]> {
  const groups: Record<string, string[]> = {};
  for (const key of keys) {
    const reason = why(key);
    groups[reason] ??= [];
    groups[reason].push(key);
  }
  return groups;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, times) => total + times, 0);
}
