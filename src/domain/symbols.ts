/** The symbols of a running kernel, as its own lists print them, and what a function is called among them. */

/**
 * What can be written into a probe: a C identifier and the suffixes that compilers add (`.isra.0`, `.constprop.0`,
 * `.llvm.123`). Anything else never reaches a command.
 */
const SYMBOL = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** The longest name kallsyms can hold (KSYM_NAME_LEN, include/linux/kallsyms.h, 512 since 6.1). */
const LONGEST_SYMBOL = 512;

/**
 * One line, of `available_filter_functions` (`name`, `name [module]`), its variant with addresses (`ffffffff81234560 name`),
 * or kallsyms and System.map (`ffffffff81234560 t name [module]`): the type, where there is one, and the name.
 */
const LINE =
  /^[ \t]*(?:(?:0x)?[0-9a-f]{8,16}[ \t]+(?:([a-z?])[ \t]+)?)?([a-z_][a-z0-9_.]{0,511})(?:[ \t]+\[[\w-]+\])?[ \t]*$/gim;

/** Symbol types of nm(1) that are code. */
const CODE = /^[tTwW]$/;

/** Suffixes of a body that is still entered by every call; `.part` and `.cold` miss the early exits, often `return -E`. */
const WHOLE_CLONE = /^(.+?)(?:\.(?:isra|constprop|llvm)\.\d+)+$/;

/** The symbols that a kernel offers to probes. */
export interface Symbols {
  readonly names: ReadonlySet<string>;
  /** Whole clones by the name of their function, in the order of the list. */
  readonly clones: ReadonlyMap<string, readonly string[]>;
}

/** Whether a name can be written into a probe. */
export function isSymbol(name: string): boolean {
  return name.length <= LONGEST_SYMBOL && SYMBOL.test(name);
}

/**
 * Reads the text of `available_filter_functions`, `/proc/kallsyms` or `System.map`, or a list of names or such lines.
 * Lines that name no function (data, addresses only, noise) are passed over.
 */
export function parseSymbols(input: string | readonly string[]): Symbols {
  const names = new Set<string>();
  const clones = new Map<string, string[]>();
  const text = typeof input === 'string' ? input : input.join('\n');
  for (const [, type, name = ''] of text.matchAll(LINE)) {
    if ((type !== undefined && !CODE.test(type)) || names.has(name)) continue;
    names.add(name);
    const base = functionOfSymbol(name);
    if (base !== name) clones.set(base, [...(clones.get(base) ?? []), name]);
  }
  return { names, clones };
}

/** What a function is called among the symbols: its own name, else its first whole clone, else `undefined`. */
export function findSymbol(symbols: Symbols, name: string): string | undefined {
  return symbols.names.has(name) ? name : symbols.clones.get(name)?.[0];
}

/** The function behind a symbol: its name without what the compiler added. */
export function functionOfSymbol(symbol: string): string {
  return symbol.includes('.') ? (WHOLE_CLONE.exec(symbol)?.[1] ?? symbol) : symbol;
}
