/** The parts of an ELF file that tell of its symbols: sections, segments, symbols, relocations (gABI 4.1, elf(5)). */

import type { Arch } from '../../src/domain/arch.js';
import { IndexError } from '../index-error.js';
import { type ByteView, byteView, damaged } from './byte-view.js';

/** A section; `flags` are `SHF_*`. */
export interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
}

/** A segment that is loaded: bytes of the file and the address they get. */
export interface Segment {
  readonly address: bigint;
  readonly offset: number;
  readonly size: number;
}

export interface Elf {
  readonly view: ByteView;
  /** Null for a machine whose syscalls are not indexed. */
  readonly arch: Arch | null;
  readonly wide: boolean;
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
}

/** A symbol of `.symtab`: `value` counts from the start of its section where the file is relocatable. */
export interface ElfSymbol {
  readonly name: string;
  /** `STT_*`. */
  readonly type: number;
  readonly section: number;
  readonly value: number;
}

/** A relocation with an explicit addend: what is put at `offset` of the section it is for. */
export interface Relocation {
  readonly offset: number;
  readonly symbol: number;
  readonly addend: number;
}

const SectionType = { symbols: 2, relocationsWithAddend: 4, relocations: 9 } as const;
export const SectionFlag = { alloc: 2, executable: 4 } as const;
export const SymbolType = { object: 1, function: 2, section: 3, file: 4 } as const;

/** `EM_*` of elf(5) and include/uapi/linux/elf-em.h; i386 and 64-bit machines share no number. */
const MACHINES: Readonly<Record<number, Arch>> = {
  3: 'i386',
  8: 'mips',
  20: 'powerpc',
  21: 'powerpc',
  22: 's390',
  40: 'arm',
  62: 'x86_64',
  183: 'arm64',
  243: 'riscv',
  258: 'loongarch',
};

/** More than any kernel or module has; with -ffunction-sections a module has thousands. */
const MOST_SECTIONS = 65_280;
/** A module has some ten thousand; names of them can lie over each other, so that their number bounds what they take. */
const MOST_SYMBOLS = 500_000;

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Reads the headers.
 *
 * @throws IndexError when it is no ELF file or its headers lead outside
 */
export function readElf(bytes: Uint8Array, name: string): Elf {
  if (!isElf(bytes)) throw new IndexError(`${name} is no ELF file`, 'give a kernel image or a module');
  const wide = bytes[4] === 2;
  const view = byteView(bytes, name, bytes[5] !== 2);
  const word = (at: number): number => (wide ? view.size(at) : view.u32(at));
  const sectionsAt = word(wide ? 40 : 32);
  const tail = wide ? 52 : 40;
  const count = view.u16(tail + 8);
  if (count > MOST_SECTIONS) throw damaged(name, `it says to have ${count} sections`);
  const entry = wide ? 64 : 40;
  const raw = Array.from({ length: count }, (_, i) => {
    const at = sectionsAt + i * entry;
    return {
      nameAt: view.u32(at),
      type: view.u32(at + 4),
      flags: word(at + 8),
      offset: word(at + (wide ? 24 : 16)),
      size: word(at + (wide ? 32 : 20)),
      link: view.u32(at + (wide ? 40 : 24)),
      info: view.u32(at + (wide ? 44 : 28)),
    };
  });
  const names = raw[view.u16(tail + 10)];
  const sections = raw.map(({ nameAt, ...rest }) => ({
    ...rest,
    name: names === undefined ? '' : view.text(names.offset + nameAt),
  }));
  return { view, arch: MACHINES[view.u16(18)] ?? null, wide, sections, segments: segmentsOf(view, wide) };
}

const LOADED = 1;

function segmentsOf(view: ByteView, wide: boolean): readonly Segment[] {
  const start = wide ? view.size(32) : view.u32(28);
  const count = view.u16(wide ? 56 : 44);
  const entry = wide ? 56 : 32;
  return Array.from({ length: count }, (_, i) => start + i * entry)
    .filter((at) => view.u32(at) === LOADED)
    .map((at) => ({
      offset: wide ? view.size(at + 8) : view.u32(at + 4),
      address: wide ? bigAt(view, at + 16) : BigInt(view.u32(at + 8)),
      size: wide ? view.size(at + 32) : view.u32(at + 16),
    }));
}

function bigAt(view: ByteView, at: number): bigint {
  const little = view.u8(5) !== 2;
  return (BigInt(view.u32(little ? at + 4 : at)) << 32n) | BigInt(view.u32(little ? at : at + 4));
}

/** The bytes of a section; it is an error when they are not in the file. */
export function sectionBytes(elf: Elf, section: Section): Uint8Array {
  return elf.view.part(section.offset, section.size);
}

/** The symbols of `.symtab` in their order, the nameless first one included; none where the file was stripped. */
export function elfSymbols(elf: Elf): readonly ElfSymbol[] {
  const { view, wide, sections } = elf;
  const table = sections.find(({ type }) => type === SectionType.symbols);
  const names = table && sections[table.link];
  if (table === undefined || names === undefined) return [];
  const entry = wide ? 24 : 16;
  const count = Math.floor(sectionBytes(elf, table).length / entry);
  if (count > MOST_SYMBOLS) throw damaged(view.name, `it says to have ${count} symbols`);
  return Array.from({ length: count }, (_, i) => {
    const at = table.offset + i * entry;
    return {
      name: view.text(names.offset + view.u32(at)),
      type: view.u8(at + (wide ? 4 : 12)) & 15,
      section: view.u16(at + (wide ? 6 : 14)),
      value: wide ? view.size(at + 8) : view.u32(at + 4),
    };
  });
}

/** What is put into the section `index`, with addends; in the order of the file. */
export function relocationsOf(elf: Elf, index: number): readonly Relocation[] {
  const { view, wide, sections } = elf;
  const entry = wide ? 24 : 12;
  return sections
    .filter(({ type, info }) => type === SectionType.relocationsWithAddend && info === index)
    .flatMap((section) =>
      Array.from({ length: Math.floor(sectionBytes(elf, section).length / entry) }, (_, i) => {
        const at = section.offset + i * entry;
        return wide
          ? { offset: view.size(at), symbol: upperHalf(view, at + 8), addend: view.size(at + 16) }
          : { offset: view.u32(at), symbol: view.u32(at + 4) >>> 8, addend: view.u32(at + 8) };
      }),
    );
}

function upperHalf(view: ByteView, at: number): number {
  return view.u32(view.u8(5) === 2 ? at : at + 4);
}
