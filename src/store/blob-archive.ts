/** All blobs that a pack needs to open, in one piece: how D1 keeps them, as reading each by itself would be a round trip. */

import { fromBase64 } from './base64.js';

/** The table of D1 that holds the archive: deflated, in base64, cut so that each row fits into a statement. */
export const ARCHIVE_TABLE = 'CREATE TABLE archive (seq INTEGER PRIMARY KEY, data TEXT NOT NULL);';

/** Characters of base64 a row of D1; a multiple of 4, so that each row decodes by itself. */
export const ROW_CHARACTERS = 24_000;

const encoder = new TextEncoder();
const LINE_END = 0x0a;

/** A line of JSON with names and lengths, then the blobs one after another, all of it deflated. */
export async function archiveOf(blobs: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const head = encoder.encode(`${JSON.stringify([...blobs].map(([name, { length }]) => [name, length]))}\n`);
  const parts = new Blob([head, ...[...blobs.values()].map((bytes) => Uint8Array.from(bytes))]);
  const deflated = parts.stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(deflated).arrayBuffer());
}

/** The blobs of an archive whose pieces come in their order. Throws a TypeError or RangeError when they are no whole archive. */
export async function blobsOf(pieces: AsyncIterable<string>): Promise<Map<string, Uint8Array>> {
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      try {
        for await (const piece of pieces) controller.enqueue(fromBase64(piece));
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  });
  const inflated = compressed.pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(inflated).arrayBuffer());
  const headEnd = bytes.indexOf(LINE_END);
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, headEnd)));
  const blobs = new Map<string, Uint8Array>();
  let at = headEnd + 1;
  for (const [name, length] of head as readonly (readonly [string, number])[]) {
    blobs.set(name, bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length) throw new RangeError(`an archive has ${bytes.length} bytes where its head tells ${at}`);
  return blobs;
}
