/** Lists of symbols as text: `/proc/kallsyms`, `System.map`, `available_filter_functions`; and options of a configuration. */

import { optionOfLine } from '../../src/domain/kernel-options.js';
import { isSymbol } from '../../src/domain/symbols.js';

/** A line of kallsyms or System.map. */
export interface ListedSymbol {
  readonly name: string;
  readonly type: string;
  /** Its lower 52 bits; 0 where the kernel hides addresses (kptr_restrict). */
  readonly address: number;
  readonly module: string | null;
}

export interface SymbolText {
  readonly symbols: readonly ListedSymbol[];
  /** Of available_filter_functions: how often a `name` or `name [module]` stands there. */
  readonly traceable: ReadonlyMap<string, number>;
  readonly options: ReadonlyMap<string, string>;
}

const LISTED = /^(?:0x)?([0-9a-f]{8,16}) ([a-zA-Z?]) (\S{1,512})(?:\s+\[([\w-]{1,64})\])?\s*$/;
const TRACEABLE = /^(?:(?:0x)?[0-9a-f]{16}\s+)?([A-Za-z_][\w.]{0,511})(?:\s+\[([\w-]{1,64})\])?\s*$/;

/** Reads any mixture of such lines; others are passed over. */
export function readSymbolText(bytes: Uint8Array): SymbolText {
  const symbols: ListedSymbol[] = [];
  const traceable = new Map<string, number>();
  const options = new Map<string, string>();
  for (const line of linesOf(bytes)) {
    const option = optionOfLine(line);
    if (option !== undefined) {
      const [name, value] = option;
      if (value !== 'n') options.set(name, value);
      continue;
    }
    const [, address = '', type = '', name = '', module] = LISTED.exec(line) ?? [];
    if (name !== '') {
      symbols.push({ name, type, address: Number.parseInt(address.slice(-13), 16), module: moduleName(module) });
      continue;
    }
    const [, function_ = '', inModule] = TRACEABLE.exec(line) ?? [];
    // Overridden weak functions are listed as __ftrace_invalid_address___<offset> (kernel/trace/ftrace.c, 6.0).
    if (isSymbol(function_) && !function_.startsWith('__ftrace_invalid_address___')) {
      const key = placeKey(function_, moduleName(inModule));
      traceable.set(key, (traceable.get(key) ?? 0) + 1);
    }
  }
  return { symbols, traceable, options };
}

/** A symbol and where it is, as `available_filter_functions` prints it. */
export function placeKey(name: string, module: string | null): string {
  return module === null ? name : `${name} [${module}]`;
}

/** What is no text: a NUL or another control character at its start. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && !bytes.subarray(0, 4096).some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte));
}

const LONGEST_LINE = 4096;

function* linesOf(bytes: Uint8Array): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const found = buffer.indexOf(0x0a, at);
    const end = found < 0 ? buffer.length : found;
    if (end - at <= LONGEST_LINE) yield buffer.toString('latin1', at, end);
    at = end + 1;
  }
}

function moduleName(module: string | undefined): string | null {
  return module?.replaceAll('-', '_') ?? null;
}
