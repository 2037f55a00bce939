/** The words of a kernel image at its addresses, after the relocations that it does to itself. */

import type { Arch } from '../../src/domain/arch.js';
import type { KallsymsTable } from './kallsyms-table.js';
import type { KernelImage } from './kernel-image.js';

/** Pointers of a kernel image, as bytes from the base that its symbols count from. */
export interface KernelMemory {
  /** The pointers from one address to another; none where these are not in the image. */
  pointers(from: number, to: number): readonly number[];
  /** The bytes from an address on; undefined where these are not in the image. */
  bytes(from: number, count: number): DataView | undefined;
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
    bytes(from, count) {
      const start = offsetOf(from);
      if (start === null || start < 0 || start + count > view.byteLength) return undefined;
      return new DataView(view.buffer, view.byteOffset + start, count);
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

function elfBase(image: KernelImage, { origin }: KallsymsTable): Base | null {
  const segments = image.segments ?? [];
  const holding = segments.find(({ offset, size }) => origin.at >= offset && origin.at < offset + size);
  if (holding === undefined || (origin.from === 'base' && origin.value === 0n)) return null;
  const base = origin.from === 'base' ? origin.value : holding.address - BigInt(holding.offset);
  const offsetOf = (address: number): number | null => {
    const wanted = base + BigInt(address);
    const segment = segments.find((part) => wanted >= part.address && wanted < part.address + BigInt(part.size));
    return segment === undefined ? null : segment.offset + Number(wanted - segment.address);
  };
  return { base, offsetOf };
}

/** Applies the relocations of a flat image to its bytes, once it is known which address the image has. */
function flatBase(image: KernelImage, view: DataView, table: KallsymsTable): Base | null {
  const relocations = relativeRelocations(image, view);
  const { origin } = table;
  const found = origin.from === 'base' ? originOfBase(view, table, relocations) : startOf(view, table, relocations);
  if (found === null) return null;
  const { base, start } = found;
  for (const { place, value } of relocations) {
    const offset = Number(place - start);
    if (offset >= 0 && offset + 8 <= view.byteLength) view.setBigUint64(offset, value, true);
  }
  const shift = Number(base - start);
  return { base, offsetOf: (address) => address + shift };
}

/** The address that symbols count from, and that of the image's first byte. */
interface Addresses {
  readonly base: bigint;
  readonly start: bigint;
}

/** Where the base is relocated itself, that says both which address it has and which the image; else it stands there. */
function originOfBase(view: DataView, table: KallsymsTable, relocations: readonly Relocation[]): Addresses | null {
  const { origin } = table;
  const at = BigInt(origin.at);
  const own = relocations.find(({ place, value }) => {
    const start = place - at;
    return start % IMAGE_ALIGNMENT === 0n && value >= start && value < start + BigInt(view.byteLength);
  });
  if (own !== undefined) return { base: own.value, start: own.place - at };
  const text = table.entries.find(({ name }) => name === '_text')?.address;
  if (origin.from !== 'base' || origin.value === 0n || typeof text !== 'number') return null;
  return { base: origin.value, start: origin.value + BigInt(text) };
}

/** Pointers that are looked at in order to learn where an image starts, and starts that are tried. */
const MOST_POINTERS = 4000;
const MOST_STARTS = 1000;

/** The start from which the most pointers of the image lead to symbols: a multiple of the alignment before most of them. */
function startOf(view: DataView, table: KallsymsTable, relocations: readonly Relocation[]): Addresses | null {
  const values = relocations.length > 0 ? relocations.map(({ value }) => value) : kernelPointers(view);
  const sample = values.slice(0, MOST_POINTERS);
  const symbols = new Set(table.entries.map(({ address }) => address));
  const blocks = [...new Set(sample.map((value) => value / IMAGE_ALIGNMENT))].slice(0, 64);
  const reach = BigInt(view.byteLength) / IMAGE_ALIGNMENT + 1n;
  const candidates = new Set<bigint>();
  for (const block of blocks) for (let back = 0n; back <= reach; back++) candidates.add(block - back);
  let best: Addresses | null = null;
  let most = 0;
  for (const block of [...candidates].slice(0, MOST_STARTS)) {
    const start = block * IMAGE_ALIGNMENT;
    const hits = sample.filter((value) => symbols.has(Number(value - start))).length;
    if (hits <= most) continue;
    most = hits;
    best = { base: start, start };
  }
  return best;
}

function kernelPointers(view: DataView): bigint[] {
  const found: bigint[] = [];
  for (let at = 0; at + 8 <= view.byteLength && found.length < MOST_POINTERS; at += 8) {
    const value = view.getBigUint64(at, true);
    if ((value & KERNEL_HALF) === KERNEL_HALF && value !== MINUS_ONE) found.push(value);
  }
  return found;
}

interface Relocation {
  readonly place: bigint;
  readonly value: bigint;
}

/** A kernel has some hundred thousand. */
const MOST_RELOCATIONS = 2_000_000;

/** Addresses of the kernel have these bits set. */
const KERNEL_HALF = 0xffffn << 48n;
const MINUS_ONE = 2n ** 64n - 1n;

/** `struct elf64_rela` {offset, info, addend} wherever they stand in the image: three words with that info between two addresses. */
function relativeRelocations(image: KernelImage, view: DataView): readonly Relocation[] {
  const wanted = RELATIVE[image.arch];
  if (wanted === undefined) return [];
  const found: Relocation[] = [];
  const high = Number(wanted >> 32n);
  const low = Number(wanted & 0xffffffffn);
  for (let at = 8; at + 16 <= view.byteLength && found.length < MOST_RELOCATIONS; at += 8) {
    if (view.getUint32(at, true) !== low || view.getUint32(at + 4, true) !== high) continue;
    const place = view.getBigUint64(at - 8, true);
    const value = view.getBigUint64(at + 8, true);
    if ((place & KERNEL_HALF) === KERNEL_HALF && (value & KERNEL_HALF) === KERNEL_HALF) found.push({ place, value });
  }
  return found;
}
