/** What a user gives as a compiled kernel: a package, a folder or a file, as the files inside that tell of it. */

import { open, readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { IndexError, systemCode } from '../index-error.js';
import { archiveFormat, formatBytes } from '../source/archive-format.js';
import { type ByteStream, type FileRange, readRange } from '../source/byte-stream.js';
import { openDeb } from '../source/deb-package.js';
import { decompress } from '../source/decompress.js';
import { defaultLimits } from '../source/limits.js';
import { tarEntries } from '../source/tar-entries.js';
import { unpackedTar } from '../source/unpacked.js';
import { cpioEntries } from './cpio-entries.js';
import { folderFiles } from './folder-files.js';
import { isRpm, openRpm } from './rpm-package.js';

/** A file that tells of a kernel, read completely, packed or not. */
export interface InputFile {
  /** Where it stands in the package or folder, without a leading slash; its name alone for a file. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface BuildInput {
  /** `linux-image-6.1.0-56-amd64 6.1.192-2` for a package, else the name of the folder or file. */
  readonly name: string;
  /** The version of the package; null for anything else. */
  readonly version: string | null;
  readonly files: AsyncIterable<InputFile>;
}

/** Where packages keep what is read: the image, its configuration and map, and the modules. */
const WANTED =
  /(?:^|\/)(?:boot\/(?:vmlinu[xz]|vmlinu[xz]-[^/]+|config-[^/]+|System\.map-[^/]+)|lib\/modules\/[^/]+\/(?:vmlinu[xz]|config|System\.map|.+\.ko(?:\.(?:xz|zst|gz))?))$/;

/** No image, module or list is larger, packed or not. */
const MOST_FILE_BYTES = 1024 ** 3;

/**
 * Opens an input, told by its content.
 *
 * @throws IndexError when it cannot be read; while its files are read, when it is damaged
 */
export async function openBuildInput(path: string): Promise<BuildInput> {
  const absolute = resolve(path);
  const name = basename(absolute);
  try {
    const info = await stat(absolute);
    if (info.isDirectory()) return { name, version: null, files: folderFiles(absolute, isWanted, MOST_FILE_BYTES) };
    const head = await firstBytes(absolute);
    const range = { path: absolute, start: 0, length: info.size };
    if (archiveFormat(head).kind === 'deb') return await debInput(name, range);
    if (isRpm(head)) return await rpmInput(name, absolute);
    if (info.size > MOST_FILE_BYTES) throw new IndexError(`${path} has ${info.size} bytes`, 'give a kernel image');
    return { name, version: null, files: oneFile(name, absolute) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Whether a file of a package or folder tells of a kernel. */
function isWanted(path: string): boolean {
  return WANTED.test(path);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(formatBytes), 0, formatBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Read to its end whatever its size says: files of /proc and /sys have none. */
async function* oneFile(name: string, path: string): AsyncGenerator<InputFile> {
  yield { path: name, bytes: await readFile(path) };
}

async function debInput(name: string, range: FileRange): Promise<BuildInput> {
  const { control, data } = await openDeb(name, range, defaultLimits);
  async function* files(): AsyncGenerator<InputFile> {
    const stop = new AbortController();
    try {
      const bytes = readRange(data, stop.signal);
      const tar = await unpackedTar(bytes, { name, limits: defaultLimits, signal: stop.signal });
      for await (const { rawPath, type, size, body } of tarEntries(tar, name)) {
        const path = rawPath.replace(/^\.?\/+/, '');
        if (type !== 'file' || !isWanted(path)) continue;
        yield { path, bytes: await whole(path, size, body) };
      }
    } finally {
      stop.abort();
    }
  }
  return { name: `${control.name} ${control.version}`, version: control.version, files: files() };
}

async function rpmInput(name: string, path: string): Promise<BuildInput> {
  const rpm = await openRpm(name, path);
  async function* files(): AsyncGenerator<InputFile> {
    const stop = new AbortController();
    try {
      const packed = readRange(rpm.payload, stop.signal);
      for await (const entry of cpioEntries(await unpackedPayload(packed, rpm.payload, name, stop.signal), name)) {
        const entryPath = entry.path.replace(/^\.?\/+/, '');
        if (!entry.isFile || !isWanted(entryPath)) continue;
        if (entry.size > MOST_FILE_BYTES) throw tooLarge(entryPath, entry.size);
        yield { path: entryPath, bytes: await entry.read() };
      }
    } finally {
      stop.abort();
    }
  }
  return { name: `${rpm.name} ${rpm.version}`, version: rpm.version, files: files() };
}

async function unpackedPayload(
  packed: ByteStream,
  { path, start }: FileRange,
  name: string,
  signal: AbortSignal,
): Promise<ByteStream> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, start);
    const format = archiveFormat(buffer.subarray(0, bytesRead));
    if (format.kind === 'compressed') return decompress(packed, format.by, name, signal);
    if (format.kind !== 'unsupported') return packed;
    throw new IndexError(`${name} holds ${format.what}, which is not read`, 'unpack it and give the folder');
  } finally {
    await file.close();
  }
}

/** Collected as it comes, so that a size that is not true costs nothing. */
async function whole(path: string, size: number, body: ByteStream): Promise<Uint8Array> {
  if (size > MOST_FILE_BYTES) throw tooLarge(path, size);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

function tooLarge(path: string, size: number): IndexError {
  return new IndexError(`${path} has ${size} bytes, as nothing of a kernel has`, 'give the package of one kernel');
}

function unreadable(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new IndexError(`there is no file or folder ${path}`, 'check the path of INPUT', { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new IndexError(`cannot read ${path}: permission denied`, 'run as a user who may read it', { cause: error });
  }
  return error;
}
