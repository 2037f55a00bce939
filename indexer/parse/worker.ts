/** A worker thread: gets files, answers with their facts as JSON text. */

import { parentPort } from 'node:worker_threads';
import { type EncodedFacts, encodeFacts } from './encode-facts.js';
import { extractFile } from './extract-file.js';

/** Files of one message; `bytes` are moved to the worker, not copied. */
export interface ParseRequest {
  readonly id: number;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Each file's facts, in the order of the request, or what went wrong with it. */
export interface ParseReply {
  readonly id: number;
  readonly facts: readonly (EncodedFacts | { readonly path: string; readonly error: string })[];
}

const port = parentPort;
if (!port) throw new Error('indexer/parse/worker is a worker thread; it has no use of its own');

port.on('message', (request: ParseRequest) => {
  const facts: (EncodedFacts | { path: string; error: string })[] = [];
  for (const { path, bytes } of request.files) {
    try {
      facts.push(encodeFacts(extractFile(path, bytes)));
    } catch (error) {
      facts.push({ path, error: error instanceof Error ? error.message : String(error) });
    }
  }
  const reply: ParseReply = { id: request.id, facts };
  port.postMessage(reply);
});
