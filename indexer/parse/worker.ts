/** A worker thread: gets files, answers with their facts as JSON text. */

import { parentPort } from 'node:worker_threads';
import { extractFile } from './extract-file.js';

/** Files of one message; `bytes` are moved to the worker, not copied. */
export interface ParseRequest {
  readonly id: number;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** One JSON text a file, in the order of the request, or what went wrong with it. */
export interface ParseReply {
  readonly id: number;
  readonly facts: readonly (Uint8Array | { readonly path: string; readonly error: string })[];
}

const port = parentPort;
if (!port) throw new Error('indexer/parse/worker is a worker thread; it has no use of its own');

const encoder = new TextEncoder();

port.on('message', (request: ParseRequest) => {
  const facts: (Uint8Array | { path: string; error: string })[] = [];
  const moved: ArrayBuffer[] = [];
  for (const { path, bytes } of request.files) {
    try {
      const json = encoder.encode(JSON.stringify(extractFile(path, bytes)));
      moved.push(json.buffer as ArrayBuffer);
      facts.push(json);
    } catch (error) {
      facts.push({ path, error: error instanceof Error ? error.message : String(error) });
    }
  }
  const reply: ParseReply = { id: request.id, facts };
  port.postMessage(reply, moved);
});
