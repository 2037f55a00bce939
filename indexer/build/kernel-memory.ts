/** The words of a kernel image at its addresses, after the relocations that it does to itself. */

import type { Arch } from '../../src/domain/arch.js';
import type { KallsymsTable } from './kallsyms-table.js';
import type { KernelImage } from './kernel-image.js';

/** Pointers of a kernel image, as bytes from the base that its symbols count from. */
export interface KernelMemory {
  /** The pointers from one address to another; none where these are not in the image. */
  pointers(from: number, to: number): readonly number[];
  /** Every aligned word of the image, in order. */
  allPointers(): Iterable<number>;
}

/** `R_*_RELATIVE` of flat images: the word at an address becomes the addend. */
const RELATIVE: Readonly<Partial<Record<Arch, bigint>>> = { arm64: 0x403n, riscv: 3n, loongarch: 3n };

/** A flat image starts at a multiple of this (Documentation/arch/arm64/booting.rst, arch/riscv/boot-image-header.rst). */
const IMAGE_ALIGNMENT = 0x200000n;

/** Null where the image does not tell which address its bytes have. */
export function kernelMemory(image: KernelImage, table: KallsymsTable): KernelMemory | null {
  const view = new DataView(image.bytes.buffer, image.bytes.byteOffset, image.bytes.byteLength);
  const found = image.segments === null ? flatBase(image, view, table) : elfBase(image, table);
  if (found === null) return null;
  const { base, offsetOf } = found;
  const pointerAt = (offset: number): number => Number(view.getBigUint64(offset, true) - base);
  const inImage = (offset: number): boolean => offset >= 0 && offset % 8 === 0 && offset + 8 <= view.byteLength;
  return {
    pointers(from, to) {
      const start = offsetOf(from);
      const end = start === null ? null : start + (to - from);
      if (start === null || end === null || end < start || !inImage(start) || end > view.byteLength) return [];
      return Array.from({ length: Math.floor((end - start) / 8) }, (_, i) => pointerAt(start + i * 8));
    },
    *allPointers() {
      for (let offset = 0; offset + 8 <= view.byteLength; offset += 8) yield pointerAt(offset);
    },
  };
}

interface Base {
  readonly base: bigint;
  readonly offsetOf: (address: number) => number | null;
}

function elfBase(image: KernelImage, { base }: KallsymsTable): Base | null {
  if (base === 0n) return null;
  const offsetOf = (address: number): number | null => {
    const wanted = base + BigInt(address);
    const segment = image.segments?.find((part) => wanted >= part.address && wanted < part.address + BigInt(part.size));
    return segment === undefined ? null : segment.offset + Number(wanted - segment.address);
  };
  return { base, offsetOf };
}

/**
 * Applies the relocations of a flat image to its bytes. Where its own base is one of them, that relocation says both which
 * address the base has and which the image.
 */
function flatBase(image: KernelImage, view: DataView, table: KallsymsTable): Base | null {
  const relocations = relativeRelocations(image, view);
  const own = relocations.find(
    ({ place, value }) =>
      (place - BigInt(table.baseAt)) % IMAGE_ALIGNMENT === 0n &&
      value >= place - BigInt(table.baseAt) &&
      value < place - BigInt(table.baseAt) + BigInt(view.byteLength),
  );
  const text = table.entries.find(({ name }) => name === '_text')?.address;
  const base = own?.value ?? table.base;
  const start = own === undefined ? base + BigInt(text ?? 0) : own.place - BigInt(table.baseAt);
  if (base === 0n || (own === undefined && typeof text !== 'number')) return null;
  for (const { place, value } of relocations) {
    const offset = Number(place - start);
    if (offset >= 0 && offset + 8 <= view.byteLength) view.setBigUint64(offset, value, true);
  }
  const shift = Number(base - start);
  return { base, offsetOf: (address) => address + shift };
}

interface Relocation {
  readonly place: bigint;
  readonly value: bigint;
}

/** Addresses of the kernel have these bits set. */
const KERNEL_HALF = 0xffffn << 48n;

/** `struct elf64_rela` {offset, info, addend} wherever they stand in the image: three words with that info between two addresses. */
function relativeRelocations(image: KernelImage, view: DataView): readonly Relocation[] {
  const wanted = RELATIVE[image.arch];
  if (wanted === undefined) return [];
  const found: Relocation[] = [];
  const high = Number(wanted >> 32n);
  const low = Number(wanted & 0xffffffffn);
  for (let at = 8; at + 16 <= view.byteLength; at += 8) {
    if (view.getUint32(at, true) !== low || view.getUint32(at + 4, true) !== high) continue;
    const place = view.getBigUint64(at - 8, true);
    const value = view.getBigUint64(at + 8, true);
    if ((place & KERNEL_HALF) === KERNEL_HALF && (value & KERNEL_HALF) === KERNEL_HALF) found.push({ place, value });
  }
  return found;
}
