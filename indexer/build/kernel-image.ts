/** The kernel out of the file that is booted: vmlinuz (bzImage, Image.gz, EFI zboot), Image, or vmlinux. */

import type { Arch } from '../../src/domain/arch.js';
import { IndexError } from '../index-error.js';
import { type ByteView, byteView } from './byte-view.js';
import { isElf, readElf, type Segment } from './elf.js';
import { compressionOf, unpackBytes } from './unpack-bytes.js';

/** The kernel as it lies in memory before it runs. */
export interface KernelImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly arch: Arch;
  /** Where parts get which address; null for a flat image, which is one part from `_text` on. */
  readonly segments: readonly Segment[] | null;
}

/** A vmlinuz may hold another packed file: gzip around an EFI zboot image around an Image. */
const MOST_LAYERS = 4;

/**
 * Unpacks a kernel image, layer by layer.
 *
 * @throws IndexError when it is none, or damaged
 */
export async function openKernelImage(bytes: Uint8Array, name: string): Promise<KernelImage> {
  let inner = bytes;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const view = byteView(inner, name);
    if (isElf(inner)) return elfImage(inner, name);
    const flat = FLAT.find(({ at, magic }) => hasText(view, at, magic));
    const payload = bzImagePayload(view) ?? zbootPayload(view);
    if (compressionOf(inner) !== null) inner = await unpackBytes(inner, name);
    else if (payload !== null) inner = await unpackBytes(withoutSize(payload), name);
    else if (flat !== undefined) return { name, bytes: inner, arch: flat.arch, segments: null };
    else break;
  }
  throw new IndexError(`${name} is no kernel image`, 'give vmlinuz, Image or vmlinux');
}

/** Magic numbers of flat images: Documentation/arch/arm64/booting.rst, Documentation/arch/riscv/boot-image-header.rst. */
const FLAT: readonly { readonly at: number; readonly magic: string; readonly arch: Arch }[] = [
  { at: 56, magic: 'ARMd', arch: 'arm64' },
  { at: 56, magic: 'RSC\x05', arch: 'riscv' },
  { at: 56, magic: 'LA64', arch: 'loongarch' },
];

function hasText(view: ByteView, at: number, text: string): boolean {
  return view.bytes.length >= at + text.length && latin1(view.part(at, text.length)) === text;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function elfImage(bytes: Uint8Array, name: string): KernelImage {
  const { arch, segments } = readElf(bytes, name);
  if (arch === null) throw new IndexError(`${name} is of a machine that is not known`, 'see the arches of the README');
  return { name, bytes, arch, segments };
}

/** Fields of the setup header, Documentation/arch/x86/boot.rst: version 2.08 (2.6.24) brought the payload. */
const SETUP = { sectors: 0x1f1, magic: 0x202, version: 0x206, payload: 0x248, payloadBytes: 0x24c } as const;

function bzImagePayload(view: ByteView): Uint8Array | null {
  if (!hasText(view, SETUP.magic, 'HdrS') || view.u16(SETUP.version) < 0x208) return null;
  const setup = ((view.u8(SETUP.sectors) || 4) + 1) * 512;
  return view.part(setup + view.u32(SETUP.payload), view.u32(SETUP.payloadBytes));
}

/** The header of drivers/firmware/efi/libstub/zboot-header.S (6.1). */
function zbootPayload(view: ByteView): Uint8Array | null {
  return hasText(view, 0, 'MZ') && hasText(view, 4, 'zimg') ? view.part(view.u32(8), view.u32(12)) : null;
}

/**
 * Without the size of 4 bytes that the kernel's makefiles put behind whatever is packed by anything but gzip, which has it
 * itself (`size_append`, scripts/Makefile.lib, 5.10 to 6.12).
 */
function withoutSize(payload: Uint8Array): Uint8Array {
  return compressionOf(payload) === 'gzip' ? payload : payload.subarray(0, -4);
}
