/** What a file is, told by its first bytes: names lie. */

/** The compressions that are read. */
export type Compression = 'xz' | 'gzip' | 'zstd';

/** What the first bytes of a file say: something that is read, something known that is not, or nothing known. */
export type ArchiveFormat =
  | { readonly kind: 'tar' }
  | { readonly kind: 'compressed'; readonly by: Compression }
  | { readonly kind: 'deb' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'unknown' };

/** Bytes to look at: one tar header, more than any other format needs. */
export const formatBytes = 512;

const signatures: readonly { readonly start: string; readonly format: ArchiveFormat }[] = [
  { start: '\xFD7zXZ\0', format: { kind: 'compressed', by: 'xz' } },
  { start: '\x1F\x8B', format: { kind: 'compressed', by: 'gzip' } },
  { start: '\x28\xB5\x2F\xFD', format: { kind: 'compressed', by: 'zstd' } },
  { start: '!<arch>\ndebian-binary', format: { kind: 'deb' } },
  { start: '!<arch>\n', format: { kind: 'unsupported', what: 'an ar archive that is no Debian package' } },
  { start: 'BZh', format: { kind: 'unsupported', what: 'bzip2 data' } },
  { start: 'PK\x03\x04', format: { kind: 'unsupported', what: 'a zip archive' } },
  { start: "7z\xBC\xAF'\x1C", format: { kind: 'unsupported', what: 'a 7z archive' } },
  { start: 'LZIP', format: { kind: 'unsupported', what: 'lzip data' } },
  { start: '\xED\xAB\xEE\xDB', format: { kind: 'unsupported', what: 'an RPM package' } },
  { start: '\x7FELF', format: { kind: 'unsupported', what: 'a compiled program or kernel (ELF)' } },
];

/** Tells a file by its first `formatBytes` bytes. */
export function archiveFormat(head: Uint8Array): ArchiveFormat {
  if (head.byteLength === 0) return { kind: 'empty' };
  const text = Buffer.from(head).toString('latin1');
  const known = signatures.find(({ start }) => text.startsWith(start));
  if (known !== undefined) return known.format;
  return isTarHeader(head) ? { kind: 'tar' } : { kind: 'unknown' };
}

/** Whether the checksum of a tar header holds (POSIX.1-1988 ustar: sum of the bytes, its own field read as blanks). */
function isTarHeader(block: Uint8Array): boolean {
  if (block.byteLength < 512) return false;
  const field = Buffer.from(block.subarray(148, 156)).toString('latin1');
  const stored = /^ *([0-7]+)[ \0]*$/.exec(field)?.[1];
  if (stored === undefined) return false;
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum === Number.parseInt(stored, 8);
}
