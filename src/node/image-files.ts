/** Images beside a pack's database: files that are checked as a whole once, and read as far as they are needed. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dataOf, imageOf } from '../store/image.js';
import type { Images } from '../store/store.js';
import { temporaryName } from './atomic-file.js';
import { noteUse } from './cache-sweep.js';
import { noteChecked, wasChecked } from './checked-before.js';
import { sumWith } from './checksum.js';

/** Closes the files of images that nobody closed, once nothing is left that reads from them. */
const UNUSED = new FinalizationRegistry<number>(closeSync);

/** The first line, padded to this many bytes: what it is, of which program, the length of the head, the CRC-32 of that and the rest. */
const LINE_BYTES = 192;
/** Bytes that are read at once while a file is checked: memory that is touched for the first time costs more than reading. */
const PIECE = 1 << 18;

/** An image whose file is open and was found to be whole. */
interface OpenImage {
  readonly file: number;
  readonly head: Uint8Array;
  /** Where its arrays start in the file. */
  readonly arrays: number;
}

/**
 * Room of so many bytes is always mapped by itself (glibc, mallopt(3): `M_MMAP_THRESHOLD` grows to 32 MiB and no further), so
 * that it goes back to the system when it is no longer needed. What is not written to takes no memory.
 */
const MAPPED = 33 << 20;
/** Less is not worth that. */
const LARGE = 8 << 20;

/**
 * The images of one pack.
 * @param path - of its database: an image has the same with its name behind
 * @param program - names the program; what another one made counts for nothing, as it may compute otherwise
 */
export function imageFiles(path: string, program: string): Required<Images> {
  const opened = new Map<string, OpenImage>();
  const close = (): void => {
    for (const image of opened.values()) {
      UNUSED.unregister(image);
      closeSync(image.file);
    }
    opened.clear();
  };
  return {
    read: async (name, filed) => {
      let image = opened.get(name);
      if (image === undefined) {
        image = openImage(fileOf(path, name), program);
        if (image === undefined) return undefined;
        opened.set(name, image);
        await noteUse(fileOf(path, name));
      }
      const open = image;
      const { head, arrays } = open;
      const reader = {
        read: (start: number, into: Uint8Array) => readAt(open.file, arrays + start, into),
        room: (bytes: number) => new ArrayBuffer(bytes < LARGE ? bytes : Math.max(bytes, MAPPED)),
      };
      return dataOf(head, reader, filed);
    },
    write: async (name, data) => writeImage(fileOf(path, name), program, data),
    close,
  };
}

function fileOf(path: string, name: string): string {
  return `${path}.${name}.image`;
}

function openImage(path: string, program: string): OpenImage | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const image = checked(path, file, program);
    if (image !== undefined) {
      UNUSED.register(image, file, image);
      return image;
    }
  } catch {
    // It cannot be read: as good as none.
  }
  closeSync(file);
  return undefined;
}

/** Undefined where a byte is not what was written, or another program wrote it. */
function checked(path: string, file: number, program: string): OpenImage | undefined {
  const stats = fstatSync(file, { bigint: true });
  const line = Buffer.from(bytesOf(file, 0, LINE_BYTES)).toString('latin1');
  const length = Number(line.split(' ')[LENGTH_AT]);
  const known = wasChecked(path, stats);
  const whole = known
    ? line.startsWith(`${factsOf(program, length)} `)
    : line === lineOf(program, length, sumOf(file, program, length));
  if (!whole) return undefined;
  if (!known) noteChecked(path, stats);
  return { file, head: bytesOf(file, LINE_BYTES, length), arrays: LINE_BYTES + length };
}

/** The sum of what the line says and of all behind it. */
function sumOf(file: number, program: string, length: number): number {
  let sum = sumWith(0, factsOf(program, length));
  const piece = new Uint8Array(PIECE);
  for (let at = LINE_BYTES, got = PIECE; got === PIECE; at += got) {
    got = readSync(file, piece, 0, PIECE, at);
    sum = sumWith(sum, piece.subarray(0, got));
  }
  return sum;
}

/** The place of the head's length among the words of the line. */
const LENGTH_AT = 2;

function factsOf(program: string, length: number): string {
  return `errnopath-image ${program} ${length}`;
}

function lineOf(program: string, length: number, sum: number): string {
  return `${`${factsOf(program, length)} ${sum.toString(16)}`.padEnd(LINE_BYTES - 1)}\n`;
}

/** @throws RangeError when the file ends before */
function bytesOf(file: number, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readAt(file, start, bytes);
  return bytes;
}

/** Fills `bytes`. @throws RangeError when the file ends before */
function readAt(file: number, start: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const got = readSync(file, bytes, at, bytes.length - at, start + at);
    if (got === 0) throw new RangeError(`an image ends ${bytes.length - at} bytes early`);
    at += got;
  }
}

/** Whoever reads meanwhile has the file before, or the new one. A disk that is full or read-only is no reason to fail. */
async function writeImage(path: string, program: string, data: object): Promise<void> {
  const { head, arrays } = imageOf(data);
  const sum = [head, ...arrays].reduce(sumWith, sumWith(0, factsOf(program, head.length)));
  const line = Buffer.from(lineOf(program, head.length, sum), 'latin1');
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writev([line, head, ...arrays]);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
