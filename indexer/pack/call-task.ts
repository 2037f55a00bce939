/** Codes the calls of a kernel, in a thread of its own where there is a compiled worker for it. */

import { Worker } from 'node:worker_threads';
import { type CallGraph, callGround } from '../../src/domain/export/call-ground.js';
import { type CallEntry, encodeCalls } from '../../src/store/call-columns.js';

/** Plain arrays, which threads hand over cheaply; `file`, `line`, `lines`, `count` go by function, `symbol` and `callLine` by call. */
export interface CallTask {
  readonly paths: readonly string[];
  readonly graph: CallGraph;
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  readonly lines: Uint16Array;
  readonly count: Uint32Array;
  readonly symbol: Uint32Array;
  readonly callLine: Uint32Array;
}

export function encodeTask(task: CallTask): Uint8Array {
  return encodeCalls(callGround(task.graph, task.paths, task.file, task.line, task.lines), entriesOf(task));
}

/** Like {@link encodeTask}, beside what this thread does meanwhile; in TypeScript (under test) in this one. */
export async function encodeBeside(task: CallTask): Promise<Uint8Array> {
  if (import.meta.url.endsWith('.ts')) return encodeTask(task);
  const worker = new Worker(new URL('./call-thread.js', import.meta.url), { workerData: task });
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function* entriesOf({ count, symbol, callLine }: CallTask): Generator<readonly CallEntry[]> {
  let at = 0;
  for (const calls of count) {
    const entries: CallEntry[] = [];
    for (const end = at + calls; at < end; at++)
      entries.push({ symbol: symbol[at] as number, line: callLine[at] as number });
    yield entries;
  }
}
