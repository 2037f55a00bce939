/** Links a tree in a thread of its own, so that the run can be stopped meanwhile and its heap has room for what is young. */

import { Worker } from 'node:worker_threads';
import type { PackDescription } from '../src/schemas/manifest.js';
import type { countsOf } from './assemble.js';
import type { FactsEntry } from './link/facts-store.js';

export interface LinkTask {
  /** Moved to the thread. */
  readonly entries: FactsEntry[];
  readonly tables: ReadonlyMap<string, string>;
  /** What the manifest says that linking does not tell. */
  readonly draft: Omit<PackDescription, 'arches' | 'counts'> & {
    readonly counts: Pick<PackDescription['counts'], 'files' | 'skipped'>;
  };
  /** The database to write; it must not exist. */
  readonly databasePath: string;
}

export interface Linked {
  readonly description: PackDescription;
  readonly counts: ReturnType<typeof countsOf>;
}

/** What the thread says: the graph stands, all is written, or why it gave up. */
export type LinkReply =
  | { readonly done: 'link' }
  | ({ readonly done: 'write' } & Linked)
  | { readonly done: 'nothing'; readonly message: string; readonly stack: string; readonly code: string | null };

/**
 * Memory of the thread in MB. What is young of one file's facts dies with the next file: with the default of 48 MB much of it
 * is copied first (29 s of 120 s on Linux 6.1; 19 s so). All of 6.12 takes 2.5 GB, more than the default of small machines.
 */
const LIMITS = { maxYoungGenerationSizeMb: 192, maxOldGenerationSizeMb: 6144 };

/** @param onLinked is called when the graph stands and writing begins */
export async function linkInThread(task: LinkTask, signal: AbortSignal, onLinked: () => void): Promise<Linked> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./link-thread.js', import.meta.url), {
    workerData: task,
    transferList: task.entries.flatMap(({ head, bodies }) => [
      head.buffer as ArrayBuffer,
      bodies.buffer as ArrayBuffer,
    ]),
    resourceLimits: LIMITS,
  });
  task.entries.length = 0;
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (reply: LinkReply) => {
        if (reply.done === 'link') onLinked();
        else if (reply.done === 'write') resolve(reply);
        else reject(Object.assign(new Error(reply.message), { code: reply.code, stack: reply.stack }));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(signal.reason ?? new Error('the linking thread ended early')));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
