/** The calls that the bodies of syscalls make to code near them, read from a kernel's image: what is not called was inlined. */

import type { Arch } from '../../src/domain/arch.js';
import { syscallBodyOf } from '../../src/domain/entry-layers.js';
import type { KernelMemory } from './kernel-memory.js';
import type { KernelPlace } from './kernel-symbols.js';

/** What an object file takes in an image at most: only code of its own file can be inlined into a function. */
const NEAR = 1 << 18;

/** The longest body that is read. */
const LONGEST = 1 << 16;

/** Where a call at an offset of some code leads, counted from the start of that; undefined where there is none. */
type Decoder = (code: DataView, at: number) => number | undefined;

/**
 * Direct calls, and jumps as calls at the end become. x86: `e8`, `e9` and 32 bits from the next instruction (a chance match leads to
 * the start of a function once in 10,000 times). arm64: `bl`, `b` and 26 bits of words.
 */
const DECODERS: Readonly<Partial<Record<Arch, { readonly step: number; readonly decode: Decoder }>>> = {
  x86_64: {
    step: 1,
    decode: (code, at) => {
      const byte = code.getUint8(at);
      if ((byte !== 0xe8 && byte !== 0xe9) || at + 5 > code.byteLength) return undefined;
      return at + 5 + code.getInt32(at + 1, true);
    },
  },
  arm64: {
    step: 4,
    decode: (code, at) => {
      if (at + 4 > code.byteLength) return undefined;
      const word = code.getInt32(at, true);
      return (word & 0x7c000000) === 0x14000000 ? at + ((word << 6) >> 4) : undefined;
    },
  },
};

/**
 * For each body (`sys_mount`) the symbols that it calls, in order, whatever layers of the entry the compiler left by themselves. Empty
 * for arches whose code is not read.
 * @param places - in the order of kallsyms: by address
 */
export function bodyCalls(
  memory: KernelMemory,
  places: readonly KernelPlace[],
  arch: Arch,
): ReadonlyMap<string, readonly string[]> {
  const reads = DECODERS[arch];
  const found = new Map<string, Set<string>>();
  if (reads === undefined) return new Map();
  const starts = new Map<number, string>();
  for (const { name, address } of places) if (!starts.has(address)) starts.set(address, name);
  for (const [i, { name, address }] of places.entries()) {
    const body = syscallBodyOf(name.replace(/\..*$/, ''));
    if (body === undefined) continue;
    const end = places.slice(i + 1, i + 64).find((next) => next.address > address)?.address ?? address;
    const code = memory.bytes(address, Math.min(end - address, LONGEST));
    if (code === undefined || code.byteLength === 0) continue;
    const called = found.get(body) ?? new Set<string>();
    found.set(body, called);
    for (let at = 0; at < code.byteLength; at += reads.step) {
      const target = reads.decode(code, at);
      if (target === undefined || Math.abs(target) > NEAR) continue;
      const symbol = starts.get(address + target);
      if (symbol !== undefined && symbol !== name) called.add(symbol);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([body, called]) => [body, [...called].sort()]));
}
