/** Spreads files over worker threads and hands back their facts as they come. */

import { Worker } from 'node:worker_threads';
import type { EncodedFacts } from './encode-facts.js';
import type { StageSeconds } from './stage-clock.js';
import type { ParseReply, ParseRequest } from './worker.js';

/** Bytes of source sent to a worker at once, and the number of such batches a worker may have waiting. */
const BATCH_BYTES = 1_000_000;
const QUEUED_BATCHES = 3;

/** Expressions nest as deep as a file likes; what exhausts even this is counted as not parsed. */
const STACK_MB = 32;

export interface ParseInput {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ParsedFile {
  readonly path: string;
  readonly size: number;
  /** What was read, or why nothing was. */
  readonly facts: EncodedFacts | { readonly error: string };
}

interface Batch {
  readonly files: { readonly path: string; readonly size: number }[];
}

/**
 * Parses every file of `inputs` on `jobs` threads; results come in any order. Ends its threads however it ends.
 *
 * @param onSeconds - is told what threads spent, piece by piece
 */
export async function* parseFiles(
  inputs: AsyncIterable<ParseInput>,
  jobs: number,
  onSeconds: (spent: StageSeconds) => void = () => {},
): AsyncGenerator<ParsedFile> {
  const workers = Array.from(
    { length: jobs },
    () => new Worker(new URL('./worker.js', import.meta.url), { resourceLimits: { stackSizeMb: STACK_MB } }),
  );
  const waiting = new Map<number, Batch>();
  const load = new Array<number>(jobs).fill(0);
  const owner = new Map<number, number>();
  const done: ParsedFile[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => {};
  let nextId = 0;
  workers.forEach((worker, index) => {
    worker.on('message', (reply: ParseReply) => {
      const batch = waiting.get(reply.id);
      waiting.delete(reply.id);
      load[owner.get(reply.id) ?? index] = (load[owner.get(reply.id) ?? index] ?? 1) - 1;
      owner.delete(reply.id);
      onSeconds(reply.seconds);
      reply.facts.forEach((facts, i) => {
        const file = batch?.files[i];
        if (file) done.push({ ...file, facts });
      });
      wake();
    });
    worker.on('error', (error: Error) => {
      failure = error;
      wake();
    });
  });
  const signal = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const send = (files: ParseInput[]): void => {
    const index = load.indexOf(Math.min(...load));
    const id = nextId++;
    const request: ParseRequest = { id, files: files.map(({ path, bytes }) => ({ path, bytes: ownBytes(bytes) })) };
    waiting.set(id, { files: files.map(({ path, bytes }) => ({ path, size: bytes.length })) });
    owner.set(id, index);
    load[index] = (load[index] ?? 0) + 1;
    workers[index]?.postMessage(
      request,
      request.files.map((file) => file.bytes.buffer as ArrayBuffer),
    );
  };
  try {
    let batch: ParseInput[] = [];
    let size = 0;
    for await (const input of inputs) {
      batch.push(input);
      size += input.bytes.length;
      if (size < BATCH_BYTES) continue;
      while (Math.min(...load) >= QUEUED_BATCHES && !failure && done.length === 0) await signal();
      if (failure) throw failure;
      send(batch);
      batch = [];
      size = 0;
      while (done.length) yield done.shift() as ParsedFile;
      while (Math.min(...load) >= QUEUED_BATCHES && !failure) {
        await signal();
        while (done.length) yield done.shift() as ParsedFile;
      }
    }
    if (batch.length) send(batch);
    while (waiting.size || done.length) {
      if (failure) throw failure;
      while (done.length) yield done.shift() as ParsedFile;
      if (waiting.size) await signal();
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** A buffer of its own, so that moving it takes nothing else along. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? bytes
    : new Uint8Array(bytes);
}
