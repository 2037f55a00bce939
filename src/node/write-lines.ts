/** Writes rows as JSON lines to a stream that may be slower than we are, or may stop listening. */

import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from './pack-error.js';

/** Characters that are written at once. */
const CHUNK = 64 * 1024;

/**
 * Writes every row, waiting where the stream asks for it; the stream stays open. Whoever reads may close it early (`| head`):
 * then it ends quietly. Any other error of the stream or of the rows is thrown.
 */
export async function writeLines(rows: AsyncIterable<object>, out: Writable): Promise<void> {
  // A write that is still under way when the other side closes fails after the pipeline has ended.
  const ignoreClosed = (error: Error): void => {
    if (!isClosed(error)) throw error;
  };
  out.on('error', ignoreClosed);
  try {
    await pipeline(chunks(rows), out, { end: false });
  } catch (error) {
    if (!isClosed(error)) throw error;
    return;
  }
  out.off('error', ignoreClosed);
}

async function* chunks(rows: AsyncIterable<object>): AsyncGenerator<string> {
  let text = '';
  for await (const row of rows) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function isClosed(error: unknown): boolean {
  return errorCode(error) === 'EPIPE' || errorCode(error) === 'ERR_STREAM_DESTROYED';
}
