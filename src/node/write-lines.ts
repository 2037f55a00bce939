/** Writes lines to a stream that may be slower than we are, or may stop listening. */

import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from './pack-error.js';

/** Characters that are written at once. */
const CHUNK = 64 * 1024;

/** Writes every row as a line of JSON; see {@link writeTexts}. */
export function writeLines(rows: AsyncIterable<object>, out: Writable): Promise<void> {
  return writeTexts(json(rows), out);
}

async function* json(rows: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/**
 * Writes every text, waiting where the stream asks for it; the stream stays open. Whoever reads may close it early (`| head`):
 * then it ends quietly. Any other error of the stream or of the texts is thrown.
 */
export async function writeTexts(texts: AsyncIterable<string>, out: Writable): Promise<void> {
  // A write that is still under way when the other side closes fails after the pipeline has ended.
  const ignoreClosed = (error: Error): void => {
    if (!isClosed(error)) throw error;
  };
  out.on('error', ignoreClosed);
  try {
    await pipeline(chunks(texts), out, { end: false });
  } catch (error) {
    if (!isClosed(error)) throw error;
    return;
  }
  out.off('error', ignoreClosed);
}

async function* chunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const one of texts) {
    text += one;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function isClosed(error: unknown): boolean {
  return errorCode(error) === 'EPIPE' || errorCode(error) === 'ERR_STREAM_DESTROYED';
}
