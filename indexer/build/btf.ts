/** Names of functions in BTF, the kernel's own debug information (`/sys/kernel/btf`, Documentation/bpf/btf.rst). */

import { type ByteView, byteView, damaged } from './byte-view.js';

const MAGIC = 0xeb9f;
const KIND_FUNCTION = 12;
/** A kernel has some fifty thousand. */
const MOST_FUNCTIONS = 1_000_000;
/** Bytes that follow the 12 of a type, by its kind; a number a member is multiplied by how many there are. */
const EXTRA: Readonly<Record<number, (members: number) => number>> = {
  1: () => 4, // integer
  2: () => 0, // pointer
  3: () => 12, // array
  4: (members) => members * 12, // struct
  5: (members) => members * 12, // union
  6: (members) => members * 8, // enum
  7: () => 0, // forward
  8: () => 0, // typedef
  9: () => 0, // volatile
  10: () => 0, // const
  11: () => 0, // restrict
  12: () => 0, // function
  13: (members) => members * 8, // prototype
  14: () => 4, // variable
  15: (members) => members * 12, // section
  16: () => 0, // float
  17: () => 4, // declaration tag
  18: () => 0, // type tag
  19: (members) => members * 12, // enum of 64 bits
};

export function isBtf(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)) === MAGIC;
}

/** The BTF of the kernel, or of one module, whose strings continue those of the kernel's. */
export interface Btf {
  /** Strings of a module do not start with an empty one. */
  readonly isModule: boolean;
  readonly stringBytes: number;
  /** @param before bytes of the strings of the kernel's BTF, for that of a module */
  functions(before: number): readonly string[];
}

/**
 * Reads the header, little-endian.
 *
 * @throws IndexError when it is damaged
 */
export function readBtf(bytes: Uint8Array, name: string): Btf {
  const view = byteView(bytes, name);
  const header = view.u32(4);
  const types = view.part(header + view.u32(8), view.u32(12));
  const strings = byteView(view.part(header + view.u32(16), view.u32(20)), name);
  const stringBytes = strings.bytes.length;
  return {
    isModule: strings.bytes[0] !== 0,
    stringBytes,
    functions: (before) => functionNames(byteView(types, name), strings, before),
  };
}

function functionNames(types: ByteView, strings: ByteView, before: number): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < types.bytes.length; ) {
    const info = types.u32(at + 4);
    const kind = (info >>> 24) & 0x1f;
    const extra = EXTRA[kind]?.(info & 0xffff);
    if (extra === undefined) throw damaged(types.name, `its type at ${at} is of the kind ${kind}, which is not known`);
    const nameAt = types.u32(at) - before;
    // Names before its own strings are the kernel's; a function of a module can share one with it.
    if (kind === KIND_FUNCTION && nameAt >= 0 && names.length < MOST_FUNCTIONS) names.push(strings.text(nameAt, 512));
    at += 12 + extra;
  }
  return names;
}
