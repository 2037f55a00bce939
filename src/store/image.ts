/** Plain data with typed arrays as bytes from which each array is read back as it is, and not before it is asked for. */

import { type Column, filedColumn } from './column.js';

/** What arrays there can be. */
export const KINDS = { Uint8Array, Uint16Array, Int32Array, Uint32Array, Float32Array } as const;
export type Kind = keyof typeof KINDS;
export type NumberArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array;

/** Where an array belongs, what it is, where it starts among the arrays, and how many numbers it has. */
type Place = readonly [path: readonly string[], kind: Kind, start: number, length: number];

/** Arrays start at multiples of this many bytes. */
const ALIGNED = 8;

/** An image, as it is stored: the head, then the arrays. */
interface Image {
  /** JSON: the data without its arrays, and where these belong. */
  readonly head: Uint8Array;
  readonly arrays: readonly Uint8Array[];
}

/** An array of data, and the way to it. */
interface ArrayAt {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly array: NumberArray;
}

/**
 * Takes data apart that is made of objects, typed arrays in these, and whatever JSON holds.
 * @returns the data with null for each array, and the arrays
 * @throws TypeError for a typed array that has no place in an image, and for an array in a list
 */
export function takenApart(data: object): { readonly bare: unknown; readonly arrays: readonly ArrayAt[] } {
  const arrays: ArrayAt[] = [];
  const bareOf = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (!ArrayBuffer.isView(value))
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bareOf(one, [...path, name])]));
    const [kind, array] = numbersIn(value);
    arrays.push({ path, kind, array });
    return null;
  };
  return { bare: bareOf(data, []), arrays };
}

/** The image of data as {@link takenApart} takes it. @throws TypeError as that does */
export function imageOf(data: object): Image {
  const { bare, arrays } = takenApart(data);
  const places: Place[] = [];
  const bytes: Uint8Array[] = [];
  let at = 0;
  for (const { path, kind, array } of arrays) {
    places.push([path, kind, at, array.length]);
    const padding = new Uint8Array((ALIGNED - (array.byteLength % ALIGNED)) % ALIGNED);
    bytes.push(bytesOf(array), padding);
    at += array.byteLength + padding.length;
  }
  return { head: new TextEncoder().encode(JSON.stringify([bare, places])), arrays: bytes };
}

/** The bytes of an array, which they share. */
export function bytesOf({ buffer, byteOffset, byteLength }: NumberArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function numbersIn(view: ArrayBufferView): readonly [Kind, NumberArray] {
  for (const kind of Object.keys(KINDS) as Kind[]) if (view instanceof KINDS[kind]) return [kind, view];
  throw new TypeError(`a ${view.constructor.name} has no place in an image`);
}

/** Where the arrays of an image are read from, and to. */
export interface ImageReader {
  /** Fills `into` with what stands behind the head, from `start` on. */
  readonly read: (start: number, into: Uint8Array<ArrayBuffer>) => void;
  /** Memory for the larger arrays of the image together; each array lies in its own part of it. */
  readonly room: (bytes: number) => ArrayBuffer;
}

/** Arrays of less bytes get memory of their own: of hundreds that an image may hold, few are looked at. */
const LARGER = 1 << 17;

/**
 * The data of an image.
 * @param filed - arrays that stay in the file, by their way in the data (`graph.lines`): each is a `Column`
 */
export function dataOf(head: Uint8Array, { read, room }: ImageReader, filed: readonly string[] = []): unknown {
  const [data, places] = JSON.parse(new TextDecoder().decode(head)) as [object, readonly Place[]];
  let shared: ArrayBuffer | undefined;
  let larger = 0;
  for (const [path, kind, start, length] of places) {
    const array = KINDS[kind];
    const bytes = length * array.BYTES_PER_ELEMENT;
    const fresh = (from: number, count: number): Uint8Array<ArrayBuffer> => {
      const piece = new Uint8Array(count);
      read(from, piece);
      return piece;
    };
    if (filed.includes(path.join('.'))) {
      const part = { kind: array, length, read: (from: number, count: number) => fresh(start + from, count) };
      lazily(path, data, () => filedColumn<NumberArray>(part));
    } else if (bytes < LARGER) {
      lazily(path, data, () => new array(fresh(start, bytes).buffer, 0, length));
    } else {
      const at = larger;
      larger += Math.ceil(bytes / ALIGNED) * ALIGNED;
      lazily(path, data, () => {
        shared ??= room(larger);
        read(start, new Uint8Array(shared, at, bytes));
        return new array(shared, at, length);
      });
    }
  }
  return data;
}

/** Puts a value in its place; it is made when it is first looked at. */
export function lazily([name = '', ...rest]: readonly string[], owner: object, make: () => NumberArray | Column): void {
  if (rest.length > 0) {
    const next: unknown = Reflect.get(owner, name);
    if (typeof next === 'object' && next !== null) lazily(rest, next, make);
    return;
  }
  // Once it is there it stands for itself: searches look at it millions of times.
  const get = (): NumberArray | Column => {
    const value = make();
    Object.defineProperty(owner, name, { value, enumerable: true });
    return value;
  };
  Object.defineProperty(owner, name, { get, enumerable: true, configurable: true });
}
