/** A worker thread: gets files, answers with their facts as JSON text. */

import { parentPort } from 'node:worker_threads';
import { type EncodedFacts, factsBytes, factsText } from './encode-facts.js';
import { extractFile } from './extract-file.js';
import { inStage, type StageSeconds, takeSeconds } from './stage-clock.js';

/** Files of one message; `bytes` are moved to the worker, not copied. */
export interface ParseRequest {
  readonly id: number;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Each file's facts, in the order of the request, or what went wrong with it. */
export interface ParseReply {
  readonly id: number;
  readonly seconds: StageSeconds;
  readonly facts: readonly (EncodedFacts | { readonly path: string; readonly error: string })[];
}

const port = parentPort;
if (!port) throw new Error('indexer/parse/worker is a worker thread; it has no use of its own');

port.on('message', (request: ParseRequest) => {
  const read = request.files.map(({ path, bytes }) => {
    try {
      const facts = inStage('extract', () => extractFile(path, bytes));
      return inStage('encode', () => factsText(facts));
    } catch (error) {
      return { path, error: error instanceof Error ? error.message : String(error) };
    }
  });
  const texts = read.filter((one) => 'head' in one);
  const encoded = inStage('encode', () => factsBytes(texts)).values();
  const facts = read.map((one) => ('head' in one ? (encoded.next().value as EncodedFacts) : one));
  const reply: ParseReply = { id: request.id, facts, seconds: takeSeconds() };
  port.postMessage(reply, [
    ...new Set(facts.flatMap((one) => ('head' in one ? [one.head.buffer as ArrayBuffer] : []))),
  ]);
});
