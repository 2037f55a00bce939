/** Numbers of which an answer looks up few: a typed array has this form, and so has a part of a file that is read page by page. */

export interface Column {
  readonly length: number;
  /** The number at a place; undefined where there is none. */
  at(index: number): number | undefined;
}

/** Bytes of which pieces are read. */
export interface Bytes {
  readonly length: number;
  slice(start: number, end: number): Uint8Array;
}

/** A typed array whose bytes lie in a file. */
export interface FilePart<T extends Kind> {
  readonly kind: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer, start: number, length: number): T };
  readonly length: number;
  /** Reads bytes of it, counted from where it starts. @throws system errors, RangeError behind its end */
  readonly read: (start: number, bytes: number) => Uint8Array<ArrayBuffer>;
}

type Kind = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array;

/** What a system reads from a file at once, more or less. */
const PAGE_BYTES = 4096;
/** A megabyte a column. */
const MOST_PAGES = 256;

/** The numbers of a part of a file, which stay there but for the pages that were looked at last. */
export function filedColumn<T extends Kind>({ kind, length, read }: FilePart<T>): Column & Bytes {
  const { BYTES_PER_ELEMENT: width } = kind;
  const numbers = PAGE_BYTES / width;
  const pages = new Map<number, T>();
  let last: T | undefined;
  let lastPage = -1;
  const pageOf = (page: number): T => {
    const known = pages.get(page);
    if (known !== undefined) return known;
    // What is looked at together lies together: it matters little which page goes.
    if (pages.size >= MOST_PAGES) pages.clear();
    const first = page * numbers;
    const count = Math.min(numbers, length - first);
    const { buffer, byteOffset } = read(first * width, count * width);
    const made = new kind(buffer, byteOffset, count);
    pages.set(page, made);
    return made;
  };
  return {
    length,
    at: (index) => {
      if (index < 0 || index >= length) return undefined;
      const page = Math.floor(index / numbers);
      if (page !== lastPage || last === undefined) {
        last = pageOf(page);
        lastPage = page;
      }
      return last[index - page * numbers];
    },
    slice: (start, end) => read(start * width, (end - start) * width),
  };
}
