/** Links a tree in two threads of its own, so that the run can be stopped meanwhile and their heaps have room for what is young. */

import { rm } from 'node:fs/promises';
import { MessageChannel, type MessagePort, type ResourceLimits, Worker, type WorkerOptions } from 'node:worker_threads';
import type { PackDescription } from '../src/schemas/manifest.js';
import type { countsOf } from './assemble.js';
import type { BesideTask } from './beside-task.js';
import { systemCode } from './index-error.js';
import type { StoredFacts } from './link/facts-file.js';

export interface LinkTask {
  /** Its files stay open until the threads have ended. */
  readonly facts: StoredFacts;
  readonly tables: ReadonlyMap<string, string>;
  /** What the manifest says that linking does not tell. */
  readonly draft: Omit<PackDescription, 'arches' | 'counts'> & {
    readonly counts: Pick<PackDescription['counts'], 'files' | 'skipped'>;
  };
  /** The database to write; it must not exist. */
  readonly databasePath: string;
}

/** What the linking thread is given. */
export interface LinkThreadData extends LinkTask {
  /** Leads to the thread beside it. */
  readonly port: MessagePort;
}

export interface Linked {
  readonly description: PackDescription;
  readonly counts: ReturnType<typeof countsOf>;
}

/** What the linking thread says: the graph stands, all is written, or why it gave up. */
export type LinkReply =
  | { readonly done: 'link' }
  | ({ readonly done: 'write' } & Linked)
  | { readonly done: 'nothing'; readonly message: string; readonly stack: string; readonly code: string | null };

/**
 * Memory of the linking thread. What is young of one file's facts dies with the next file: with the default of 48 MB much of it
 * is copied first (29 s of 120 s on Linux 6.1; 19 s so).
 * @param scale - 1 for what the trees from 5.10 to 7.3 need, with a quarter to spare: how much garbage heaps gather depends on it
 */
const limitsOf = ({ bytes }: StoredFacts, scale: number): ResourceLimits => ({
  maxYoungGenerationSizeMb: 192,
  maxOldGenerationSizeMb: scale * Math.ceil(512 + (1.1 * bytes) / 1e6),
});
/** The second thread gets along with less. */
const besideLimitsOf = ({ bytes }: StoredFacts, scale: number): ResourceLimits => ({
  maxYoungGenerationSizeMb: 96,
  maxOldGenerationSizeMb: scale * Math.ceil(256 + (0.6 * bytes) / 1e6),
});
/** For a tree that is not like those. */
const MUCH = 4;

/** @param onLinked is called when the graph stands and writing begins */
export async function linkInThread(task: LinkTask, signal: AbortSignal, onLinked: () => void): Promise<Linked> {
  try {
    return await linkWithin(1, task, signal, onLinked);
  } catch (error) {
    if (systemCode(error) !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    await rm(task.databasePath, { force: true });
    return await linkWithin(MUCH, task, signal, onLinked);
  }
}

async function linkWithin(scale: number, task: LinkTask, signal: AbortSignal, onLinked: () => void): Promise<Linked> {
  signal.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const given = (workerData: LinkThreadData | BesideTask, resourceLimits: ResourceLimits): WorkerOptions => ({
    workerData,
    transferList: [workerData.port],
    resourceLimits,
  });
  const linking = new Worker(
    new URL('./link-thread.js', import.meta.url),
    given({ ...task, port: port1 }, limitsOf(task.facts, scale)),
  );
  const beside = new Worker(
    new URL('./beside-thread.js', import.meta.url),
    given({ facts: task.facts, tables: task.tables, port: port2 }, besideLimitsOf(task.facts, scale)),
  );
  const end = async (): Promise<void> => {
    await Promise.all([linking.terminate(), beside.terminate()]);
  };
  const stop = (): void => void end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      linking.on('message', (reply: LinkReply) => {
        if (reply.done === 'link') onLinked();
        else if (reply.done === 'write') resolve(reply);
        else reject(Object.assign(new Error(reply.message), { code: reply.code, stack: reply.stack }));
      });
      for (const worker of [linking, beside]) worker.once('error', reject);
      linking.once('exit', () => reject(signal.reason ?? new Error('the linking thread ended early')));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await end();
  }
}
