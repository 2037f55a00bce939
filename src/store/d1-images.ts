/** Images in a database of D1: made when the pack was exported, so that an isolate has them at hand instead of making them. */

import { z } from 'zod';
import { fromBase64 } from './base64.js';
import { ROW_CHARACTERS } from './blob-archive.js';
import { packedImage, unpackedImage } from './packed-image.js';
import type { Images, Store } from './store.js';

/** Sections of images, each compressed by itself with gzip, in base64, cut so that each row fits into a statement. */
export const IMAGE_TABLE = 'CREATE TABLE image (seq INTEGER PRIMARY KEY, data TEXT NOT NULL);';

/** The row of `meta` that says where each image stands, and what program made them. */
export const IMAGES_KEY = 'images';

const placeSchema = z.object({
  /** The first row, and how many there are. */
  first: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  /** Of each section the compressed bytes, and the sum that gzip ends with. */
  sections: z.array(z.tuple([z.number().int().positive(), z.string()])),
});
type ImagePlace = z.infer<typeof placeSchema>;

const indexSchema = z.object({ program: z.string(), images: z.record(z.string(), placeSchema) });

/** What {@link IMAGES_KEY} says. */
export type ImageIndex = z.infer<typeof indexSchema>;

/** The rows of images, in order, and the index to them. */
export async function imageRows(
  images: ReadonlyMap<string, object>,
  program: string,
): Promise<{ readonly rows: readonly string[]; readonly index: ImageIndex }> {
  const rows: string[] = [];
  const places: Record<string, ImagePlace> = {};
  for (const [name, data] of images) {
    const first = rows.length;
    const sections: [number, string][] = [];
    for (const bytes of packedImage(data)) {
      const section = await through(Uint8Array.from(bytes), new CompressionStream('gzip'));
      sections.push([section.length, sumOf(section)]);
      const text = toBase64(section);
      for (let from = 0; from < text.length; from += ROW_CHARACTERS) rows.push(text.slice(from, from + ROW_CHARACTERS));
    }
    places[name] = { first, rows: rows.length - first, sections };
  }
  return { rows, index: { program, images: places } };
}

/** Reads rows of a table by their numbers, in order. */
export type RowReader = (first: number, end: number) => AsyncIterable<string>;

/** Who reads images. */
export interface ImageUser {
  /** Names the program: what another one made counts for nothing, as it may compute otherwise. */
  readonly program: string;
  /** Told once, in words, where there are images of another one. */
  readonly onOther: (text: string) => void;
}

/** The images of a database. */
export function d1Images({ get }: Pick<Store, 'get'>, read: RowReader, { program, onOther }: ImageUser): Images {
  let index: Promise<ImageIndex['images']> | undefined;
  const indexOf = async (): Promise<ImageIndex['images']> => {
    const row = await get('SELECT value FROM meta WHERE key = ?', IMAGES_KEY);
    if (row === undefined) return {};
    const { program: maker, images } = indexSchema.parse(JSON.parse(String(row.value)));
    if (maker === program) return images;
    onOther(
      'what is kept in a database was made by another version of errnopath: export and load it again for fast answers',
    );
    return {};
  };
  return {
    read: async (name) => {
      index ??= indexOf();
      index.catch(() => {
        index = undefined;
      });
      const place = (await index)[name];
      if (place === undefined) return undefined;
      try {
        return await unpackedImage(decompressed(sectionsAt(place, read)));
      } catch (error) {
        // What was loaded meanwhile is another pack's: what is in memory goes with none of its images.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
    close: () => undefined,
  };
}

/** The sections of an image as they are stored. A RangeError tells that one is not what the index says. */
async function* sectionsAt(
  { first, rows, sections }: ImagePlace,
  read: RowReader,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces = read(first, first + rows)[Symbol.asyncIterator]();
  for (const [length, sum] of sections) {
    const section = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const { done, value } = await pieces.next();
      const piece = done ? undefined : fromBase64(value);
      if (piece === undefined || at + piece.length > length) throw new RangeError('rows of an image are missing');
      section.set(piece, at);
      at += piece.length;
    }
    if (sumOf(section) !== sum) throw new RangeError('a section is not the one of the index');
    yield section;
  }
}

/** Sections that are decompressed while those before are unpacked. */
const AHEAD = 2;

async function* decompressed(sections: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const waiting: Promise<Uint8Array>[] = [];
  for await (const section of sections) {
    const bytes = through(section, new DecompressionStream('gzip')).catch((cause) => {
      throw new RangeError('a section is damaged', { cause });
    });
    // It is awaited in its turn; until then a failure is no unhandled one.
    bytes.catch(() => undefined);
    waiting.push(bytes);
    if (waiting.length > AHEAD) yield waiting.shift() as Promise<Uint8Array>;
  }
  for (const bytes of waiting) yield bytes;
}

/** What a stream makes of bytes. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  { writable, readable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  // A failure of one side is one of the other.
  written.catch(() => undefined);
  return new Uint8Array(await new Response(readable).arrayBuffer());
}

/** The CRC-32 and the length before compression, with which gzip ends (RFC 1952). */
function sumOf(section: Uint8Array): string {
  return Array.from(section.subarray(-8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 4096) binary += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(binary);
}
