/** ELF files of 64 bits, little-endian, made in memory: modules with sections, symbols and relocations, and kernels. */

const MACHINE = { x86_64: 62, arm64: 183 } as const;
export type MadeArch = keyof typeof MACHINE;

/** A section of a module and what it holds. */
export interface MadeSection {
  readonly name: string;
  /** `SHF_*`: 2 is loaded, 4 is code. */
  readonly flags: number;
  readonly bytes?: Uint8Array;
  /** Pointers in it: to a place in another section, by that one's name. */
  readonly pointers?: readonly { readonly section: string; readonly at: number }[];
}

export interface MadeSymbol {
  readonly name: string;
  readonly section: string;
  readonly at: number;
  /** `STT_*`: 2 is a function. */
  readonly type?: number;
}

const HEADER = 64;
const ENTRY = 64;
const TYPE = { bytes: 1, symbols: 2, strings: 3, relocations: 4 } as const;

/** A relocatable file; each section with pointers gets relocations against the sections they lead to. */
export function madeModule(arch: MadeArch, sections: readonly MadeSection[], symbols: readonly MadeSymbol[]): Buffer {
  const strings = stringTable();
  const index = new Map(sections.map(({ name }, i) => [name, i + 1]));
  const numberOf = (name: string): number => index.get(name) ?? 0;
  // One symbol of each section first, as the relocations refer to them, then those that were asked for.
  const table = Buffer.concat([
    symbolEntry(0, 0, 0, 0),
    ...sections.map(({ name }) => symbolEntry(0, 3, numberOf(name), 0)),
    ...symbols.map(({ name, section, at, type = 2 }) => symbolEntry(strings.add(name), type, numberOf(section), at)),
  ]);
  const symbolsAt = sections.length + 1;
  const parts: RawSection[] = [
    { name: '', type: 0, flags: 0, bytes: Buffer.alloc(0), link: 0, info: 0 },
    ...sections.map(({ name, flags, bytes, pointers = [] }) => {
      return {
        name,
        type: TYPE.bytes,
        flags,
        bytes: bytes ?? Buffer.alloc(pointers.length * 8 || 64),
        link: 0,
        info: 0,
      };
    }),
    { name: '.symtab', type: TYPE.symbols, flags: 0, bytes: table, link: symbolsAt + 1, info: 0 },
    { name: '.strtab', type: TYPE.strings, flags: 0, bytes: strings.bytes(), link: 0, info: 0 },
    ...sections.flatMap(({ name, pointers = [] }) => {
      if (pointers.length === 0) return [];
      const bytes = Buffer.concat(pointers.map(({ section, at }, i) => relocation(i * 8, numberOf(section), at)));
      return [{ name: `.rela${name}`, type: TYPE.relocations, flags: 0, bytes, link: symbolsAt, info: numberOf(name) }];
    }),
  ];
  return elfFile(arch, parts);
}

interface RawSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly info: number;
}

function elfFile(arch: MadeArch, sections: readonly RawSection[]): Buffer {
  const names = stringTable();
  const nameAt = [...sections, { name: '.shstrtab' }].map(({ name }) => names.add(name));
  const all: RawSection[] = [
    ...sections,
    { name: '.shstrtab', type: TYPE.strings, flags: 0, bytes: names.bytes(), link: 0, info: 0 },
  ];
  let offset = HEADER;
  const headers = all.map(({ type, flags, bytes, link, info }, i) => {
    const header = Buffer.alloc(ENTRY);
    header.writeUInt32LE(nameAt[i] ?? 0, 0);
    header.writeUInt32LE(type, 4);
    header.writeBigUInt64LE(BigInt(flags), 8);
    header.writeBigUInt64LE(BigInt(offset), 24);
    header.writeBigUInt64LE(BigInt(bytes.length), 32);
    header.writeUInt32LE(link, 40);
    header.writeUInt32LE(info, 44);
    offset += bytes.length;
    return header;
  });
  const head = elfHeader(arch, 1);
  head.writeBigUInt64LE(BigInt(offset), 40);
  head.writeUInt16LE(all.length, 60);
  head.writeUInt16LE(all.length - 1, 62);
  return Buffer.concat([head, ...all.map(({ bytes }) => bytes), ...headers]);
}

/** A program of one segment: `bytes` at `address`. */
export function madeProgram(arch: MadeArch, address: bigint, bytes: Uint8Array): Buffer {
  const head = elfHeader(arch, 2);
  const segment = Buffer.alloc(56);
  head.writeBigUInt64LE(BigInt(HEADER), 32);
  head.writeUInt16LE(1, 56);
  segment.writeUInt32LE(1, 0);
  segment.writeBigUInt64LE(BigInt(HEADER + 56), 8);
  segment.writeBigUInt64LE(address, 16);
  segment.writeBigUInt64LE(BigInt(bytes.length), 32);
  return Buffer.concat([head, segment, bytes]);
}

function elfHeader(arch: MadeArch, type: number): Buffer {
  const head = Buffer.alloc(HEADER);
  head.write('\x7FELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(type, 16);
  head.writeUInt16LE(MACHINE[arch], 18);
  return head;
}

function symbolEntry(name: number, type: number, section: number, value: number): Buffer {
  const entry = Buffer.alloc(24);
  entry.writeUInt32LE(name, 0);
  entry.writeUInt8(type, 4);
  entry.writeUInt16LE(section, 6);
  entry.writeBigUInt64LE(BigInt(value), 8);
  return entry;
}

function relocation(offset: number, symbol: number, addend: number): Buffer {
  const entry = Buffer.alloc(24);
  entry.writeBigUInt64LE(BigInt(offset), 0);
  entry.writeUInt32LE(1, 8);
  entry.writeUInt32LE(symbol, 12);
  entry.writeBigUInt64LE(BigInt(addend), 16);
  return entry;
}

function stringTable() {
  const parts = [Buffer.from('\0')];
  let length = 1;
  return {
    add(text: string): number {
      const at = length;
      const part = Buffer.from(`${text}\0`, 'latin1');
      parts.push(part);
      length += part.length;
      return at;
    },
    bytes: () => Buffer.concat(parts),
  };
}
