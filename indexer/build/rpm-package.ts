/** An RPM package: what it is, and where its files stand inside (RPM package format, versions 3 and 4). */

import { open } from 'node:fs/promises';
import { IndexError } from '../index-error.js';
import type { FileRange } from '../source/byte-stream.js';
import { byteView } from './byte-view.js';

export interface RpmPackage {
  readonly name: string;
  readonly version: string;
  /** The cpio archive of its files, compressed. */
  readonly payload: FileRange;
}

const LEAD_MAGIC = 0xedabeedb;
const LEAD_BYTES = 96;
const HEADER_MAGIC = 0x8eade801;
/** Magic and version, four reserved bytes, the number of entries and the bytes of their data. */
const INTRO_BYTES = 16;
const ENTRY_BYTES = 16;
/** kernel-core has 3 MB: a name, a size and a digest of each file. */
const MOST_HEADER_BYTES = 64 * 1024 * 1024;

const TAG = { name: 1000, version: 1001, release: 1002 } as const;
const STRING_TYPE = 6;

export function isRpm(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === LEAD_MAGIC;
}

/**
 * Reads the headers of a package.
 *
 * @throws IndexError when it is damaged or names itself not
 */
export async function openRpm(name: string, path: string): Promise<RpmPackage> {
  const file = await open(path);
  try {
    const size = (await file.stat()).size;
    const part = async (start: number, length: number): Promise<Uint8Array> => {
      if (start + length > size) throw damagedRpm(name);
      const bytes = Buffer.alloc(length);
      await file.read(bytes, 0, length, start);
      return bytes;
    };
    const bytesOfHeader = async (start: number): Promise<number> => {
      const intro = byteView(await part(start, INTRO_BYTES), name, false);
      const length = INTRO_BYTES + intro.u32(8) * ENTRY_BYTES + intro.u32(12);
      if (intro.u32(0) !== HEADER_MAGIC || length > MOST_HEADER_BYTES) throw damagedRpm(name);
      return length;
    };
    const signature = await bytesOfHeader(LEAD_BYTES);
    const start = LEAD_BYTES + Math.ceil(signature / 8) * 8;
    const length = await bytesOfHeader(start);
    const texts = headerTexts(await part(start, length), name);
    const [packageName, version, release] = [texts(TAG.name), texts(TAG.version), texts(TAG.release)];
    if (packageName === null || version === null || release === null) throw damagedRpm(name);
    const end = start + length;
    return { name: packageName, version: `${version}-${release}`, payload: { path, start: end, length: size - end } };
  } finally {
    await file.close();
  }
}

/** The texts of a header by tag; entries are tag, type, offset in the data, count. */
function headerTexts(header: Uint8Array, name: string): (tag: number) => string | null {
  const view = byteView(header, name, false);
  const count = view.u32(8);
  const data = INTRO_BYTES + count * ENTRY_BYTES;
  return (tag) => {
    for (let i = 0; i < count; i++) {
      const at = INTRO_BYTES + i * ENTRY_BYTES;
      if (view.u32(at) === tag && view.u32(at + 4) === STRING_TYPE) return view.text(data + view.u32(at + 8), 200);
    }
    return null;
  };
}

function damagedRpm(name: string): IndexError {
  return new IndexError(`the RPM package ${name} is damaged or cut short`, 'fetch it again');
}
