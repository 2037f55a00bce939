/** Kernel images of a few kilobytes: functions, the tables of ftrace and kprobes, and a symbol table of their own. */

import { type MadeArch, madeProgram } from './made-elf.js';

/** A symbol at a place; those at one place keep their order. */
export interface MadePlace {
  readonly name: string;
  readonly type?: string;
  readonly at: number;
}

export interface MadeKernel {
  readonly arch?: MadeArch;
  readonly places: readonly MadePlace[];
  /** Where calls of ftrace stand, and which functions are on the kprobe blacklist. */
  readonly calls?: readonly number[];
  readonly refused?: readonly number[];
  /** The order of the parts of the symbol table, by the release that brought it. */
  readonly layout?: '5.10' | '6.2' | '6.4' | '7.0';
  /** Whether symbols of per-CPU data count from 0 and all others are stored negative (x86 until 6.14). */
  readonly percpu?: boolean;
  /** Whether the symbols have data, such as the ends of tables (`CONFIG_KALLSYMS_ALL`). */
  readonly data?: boolean;
  readonly banner?: string;
}

/** Functions have addresses up to here; the tables follow. */
const TEXT = 0x20000;

export const BANNER =
  'Linux version 6.1.0-99-test-amd64 (someone@example.org) (gcc 12) #1 SMP Debian 6.1.192-2 (2026-11-14)\n';

/** A thousand functions of no interest, as an image with fewer symbols is not taken for one. */
export const FILLING: readonly MadePlace[] = Array.from({ length: 1100 }, (_, i) => ({
  name: `fill_${i}`,
  at: 0x10000 + i * 16,
}));

const BASE = { x86_64: 0xffffffff81000000n, arm64: 0xffff800008000000n } as const;

/** `vmlinux`: an ELF file with its pointers in place. */
export function madeVmlinux(kernel: MadeKernel): Buffer {
  const arch = kernel.arch ?? 'x86_64';
  return madeProgram(
    arch,
    BASE[arch],
    imageBytes(kernel, BASE[arch], () => {}),
  );
}

/** A flat `Image` of arm64, which fills in its pointers as it starts: they are zero, and stand in relocations. */
export function madeImage(kernel: MadeKernel): Buffer {
  const relocations: Buffer[] = [];
  const base = BASE.arm64;
  const bytes = imageBytes({ ...kernel, arch: 'arm64' }, base, (at, value) => {
    const entry = Buffer.alloc(24);
    entry.writeBigUInt64LE(base + BigInt(at), 0);
    entry.writeBigUInt64LE(0x403n, 8);
    entry.writeBigUInt64LE(value, 16);
    relocations.push(entry);
  });
  bytes.write('ARMd', 56, 'latin1');
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8), ...relocations]);
}

/** @param relocate told of each pointer instead of it being written, on arm64 */
function imageBytes(kernel: MadeKernel, base: bigint, relocate: (at: number, value: bigint) => void): Buffer {
  const { arch = 'x86_64', calls = [], refused = [], data = true, banner = BANNER } = kernel;
  const parts: Buffer[] = [Buffer.alloc(TEXT)];
  let length = TEXT;
  const add = (part: Buffer, alignment = 8): number => {
    const gap = (alignment - (length % alignment)) % alignment;
    parts.push(Buffer.alloc(gap), part);
    const at = length + gap;
    length = at + part.length;
    return at;
  };
  const pointers = (values: readonly number[]): number => {
    const part = Buffer.alloc(values.length * 8);
    const at = add(part);
    for (const [i, value] of values.entries()) {
      if (arch === 'arm64') relocate(at + i * 8, base + BigInt(value));
      else part.writeBigUInt64LE(base + BigInt(value), i * 8);
    }
    return at;
  };
  add(Buffer.from(`\0${banner}\0`, 'latin1'));
  const callsAt = pointers(calls);
  add(Buffer.alloc(64)); // another table, of no pointers
  const refusedAt = pointers(refused);
  add(Buffer.alloc(64));
  const ends: readonly MadePlace[] = [
    { name: '__start_mcount_loc', type: 'D', at: callsAt },
    { name: '__stop_mcount_loc', type: 'D', at: callsAt + calls.length * 8 },
    { name: '__start_kprobe_blacklist', type: 'D', at: refusedAt },
    { name: '__stop_kprobe_blacklist', type: 'D', at: refusedAt + refused.length * 8 },
  ];
  const places = [...kernel.places, ...FILLING, ...(data ? ends : [])].sort((a, b) => a.at - b.at);
  addKallsyms({ ...kernel, places }, add, (part, at) => {
    if (arch === 'arm64') relocate(at, base);
    else part.writeBigUInt64LE(base, 0);
  });
  return Buffer.concat(parts);
}

/** Tokens: every character for itself, and some pairs, so that names are shorter than their text. */
const TOKENS = Array.from({ length: 256 }, (_, code) => {
  if (code >= 0x20 && code < 0x7f) return String.fromCharCode(code);
  return { 128: 'fill_', 129: 'do_', 130: 'sys_' }[code] ?? '';
});

function addKallsyms(
  { places, layout = '5.10', percpu = false }: MadeKernel,
  add: (part: Buffer, alignment?: number) => number,
  fillBase: (part: Buffer, at: number) => void,
): void {
  const all = percpu && layout !== '7.0' ? [{ name: '__per_cpu_start', type: 'A', at: 0 }, ...places] : places;
  const offsets = Buffer.alloc(all.length * 4);
  for (const [i, { at }] of all.entries()) offsets.writeInt32LE(percpu && i > 0 ? -1 - at : at, i * 4);
  const names = all.map(({ name, type = 't' }) => nameBytes(type + name));
  const markers = Buffer.alloc(Math.ceil(all.length / 256) * 4);
  let length = 0;
  for (const [i, name] of names.entries()) {
    if (i % 256 === 0) markers.writeUInt32LE(length, (i / 256) * 4);
    length += name.length;
  }
  const count = Buffer.alloc(4);
  count.writeUInt32LE(all.length);
  const tokenTable = Buffer.from(TOKENS.map((token) => `${token}\0`).join(''), 'latin1');
  const tokenIndex = Buffer.alloc(512);
  let place = 0;
  for (const [code, token] of TOKENS.entries()) {
    tokenIndex.writeUInt16LE(place, code * 2);
    place += token.length + 1;
  }
  const addOffsets = (): void => {
    add(offsets);
    const base = Buffer.alloc(8);
    fillBase(base, add(base));
  };
  const alignment = layout === '7.0' ? 4 : 8;
  const sequence = Buffer.alloc(all.length * 3, 7);
  if (layout === '5.10' || layout === '6.2') addOffsets();
  add(count, alignment);
  add(Buffer.concat(names), alignment);
  add(markers, alignment);
  if (layout === '6.2') add(sequence);
  add(tokenTable, alignment);
  add(tokenIndex, alignment);
  if (layout === '6.4') addOffsets();
  if (layout === '7.0') {
    const start = add(offsets, alignment);
    for (const [i, { at }] of all.entries()) offsets.writeInt32LE(at - (start + i * 4), i * 4);
  }
  if (layout === '6.4' || layout === '7.0') add(sequence, alignment);
}

function nameBytes(text: string): Buffer {
  const codes = [...text.replace('fill_', '\x80').replace('do_', '\x81').replace('sys_', '\x82')];
  const bytes = codes.map((character) => character.charCodeAt(0));
  const length = bytes.length < 0x80 ? [bytes.length] : [0x80 | (bytes.length & 0x7f), bytes.length >> 7];
  return Buffer.from([...length, ...bytes]);
}

/** A bzImage around a payload, which has its size behind it where the kernel's makefiles put it there. */
export function bzImage(payload: Uint8Array, unpackedSize?: number): Buffer {
  const size = Buffer.alloc(unpackedSize === undefined ? 0 : 4);
  if (unpackedSize !== undefined) size.writeUInt32LE(unpackedSize);
  const setup = Buffer.alloc(1024);
  setup.writeUInt8(1, 0x1f1);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt16LE(0x20f, 0x206);
  setup.writeUInt32LE(16, 0x248);
  setup.writeUInt32LE(payload.length + size.length, 0x24c);
  return Buffer.concat([setup, Buffer.alloc(16), payload, size, Buffer.alloc(32)]);
}

/** An EFI zboot image around a payload. */
export function zbootImage(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(64);
  head.write('MZ\0\0zimg', 'latin1');
  head.writeUInt32LE(64, 8);
  head.writeUInt32LE(payload.length, 12);
  return Buffer.concat([head, payload]);
}

/** A legacy LZ4 frame of literals alone. */
export function legacyLz4(bytes: Uint8Array): Buffer {
  const frame = [Buffer.from('02214c18', 'hex')];
  for (let at = 0; at < bytes.length; at += 1 << 20) {
    const part = bytes.subarray(at, at + (1 << 20));
    const extra = part.length - 15;
    const token = Buffer.from([0xf0, ...Array<number>(Math.floor(extra / 255)).fill(255), extra % 255]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(token.length + part.length);
    frame.push(size, token, Buffer.from(part));
  }
  return Buffer.concat(frame);
}
