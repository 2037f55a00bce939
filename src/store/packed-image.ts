/** Data with typed arrays in few bytes: arrays of whole numbers as columns, where these are shorter. */

import { type ColumnEncoding, decodeColumn, encodeColumn } from './columns.js';
import { bytesOf, KINDS, type Kind, lazily, type NumberArray, takenApart } from './image.js';

/** How an array stands in a section. */
type Packing = ColumnEncoding | 'bytes';

/** Where an array belongs, what it is, how many numbers it has, how these stand there, and in how many bytes. */
type PackedArray = readonly [path: readonly string[], kind: Kind, length: number, packing: Packing, bytes: number];

/** Small arrays share a section of about this many bytes, which is unpacked at once. */
const SECTION_BYTES = 1 << 20;

/** A column has to be this much shorter, as it takes time to decode: what has two bytes a number compresses as well as it is. */
const WORTH = 0.5;

/**
 * The sections of data: first JSON, the data without its arrays and which of these the sections behind it hold.
 * @throws TypeError as `takenApart` does
 */
export function packedImage(data: object): readonly Uint8Array[] {
  const { bare, arrays } = takenApart(data);
  const lists: PackedArray[][] = [];
  const sections: Uint8Array[] = [];
  let [list, pieces, size]: [PackedArray[], Uint8Array[], number] = [[], [], 0];
  for (const [i, { path, kind, array }] of arrays.entries()) {
    const { packing, bytes } = packed(array);
    list.push([path, kind, array.length, packing, bytes.length]);
    pieces.push(bytes);
    size += bytes.length;
    if (size < SECTION_BYTES && i < arrays.length - 1) continue;
    lists.push(list);
    sections.push(joined(pieces, size));
    [list, pieces, size] = [[], [], 0];
  }
  return [new TextEncoder().encode(JSON.stringify([bare, lists])), ...sections];
}

/**
 * The data of sections that come in their order; each is let go once its arrays are unpacked.
 * @throws RangeError when a section is missing or too short
 */
export async function unpackedImage(sections: AsyncIterator<Uint8Array>): Promise<unknown> {
  const [data, lists] = JSON.parse(new TextDecoder().decode(await nextOf(sections))) as [
    object,
    readonly (readonly PackedArray[])[],
  ];
  for (const list of lists) {
    const section = await nextOf(sections);
    let at = 0;
    for (const [path, kind, length, packing, bytes] of list) {
      const array = new KINDS[kind](length);
      unpack(array, packing, section.subarray(at, at + bytes));
      lazily(path, data, () => array);
      at += bytes;
    }
  }
  return data;
}

async function nextOf(sections: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const { done, value } = await sections.next();
  if (done) throw new RangeError('an image ends before its last section');
  return value;
}

function packed(array: NumberArray): { readonly packing: Packing; readonly bytes: Uint8Array } {
  let [packing, bytes]: [Packing, Uint8Array] = ['bytes', bytesOf(array)];
  if (!(array instanceof Uint32Array || array instanceof Int32Array)) return { packing, bytes };
  const most = bytes.length * WORTH;
  for (const encoding of array instanceof Int32Array ? (['delta'] as const) : (['plain', 'delta'] as const)) {
    const column = encodeColumn(array, encoding);
    if (column.length < Math.min(most, bytes.length)) [packing, bytes] = [encoding, column];
  }
  return { packing, bytes };
}

function unpack(into: NumberArray, packing: Packing, bytes: Uint8Array): void {
  if (packing !== 'bytes' && !(into instanceof Float32Array)) decodeColumn(bytes, packing, into);
  else if (bytes.length === into.byteLength) bytesOf(into).set(bytes);
  else throw new RangeError(`an array of ${into.byteLength} bytes has ${bytes.length}`);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
