/** A worker thread: links the facts of a tree and writes its database; the task comes as `workerData`. */

import { parentPort, workerData } from 'node:worker_threads';
import { ARCH_NAMES } from '../src/domain/arch.js';
import type { PackDescription } from '../src/schemas/manifest.js';
import { assemble, countsOf } from './assemble.js';
import { besideBy } from './beside-task.js';
import { systemCode } from './index-error.js';
import { storedFacts } from './link/facts-file.js';
import { factsStore } from './link/facts-store.js';
import { gatherHeads } from './link/gather-heads.js';
import type { LinkReply, LinkThreadData } from './link-task.js';
import { writeDatabase } from './pack/write-database.js';

const { facts: stored, tables, draft, databasePath, port } = workerData as LinkThreadData;
const beside = besideBy(port);
const post = (reply: LinkReply): void => parentPort?.postMessage(reply);

try {
  await link();
} catch (error) {
  // What an error is beside its text is lost between threads.
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  post({ done: 'nothing', message, stack, code: systemCode(error) });
}

async function link(): Promise<void> {
  const facts = factsStore(storedFacts(stored));
  const gathered = gatherHeads(facts);
  const assembled = await assemble(facts, gathered, tables, beside);
  post({ done: 'link' });
  const counts = countsOf(assembled);
  const { functions, sites, edges, opsTables, syscalls } = counts;
  const description: PackDescription = {
    ...draft,
    arches: ARCH_NAMES.filter((arch) => assembled.syscalls.some((row) => row.arch === arch)),
    counts: { ...draft.counts, functions, sites, edges, ops_tables: opsTables, syscalls },
  };
  await writeDatabase(databasePath, {
    ...assembled,
    manifest: JSON.stringify(description),
    callCounts: () => beside.callCounts,
    nameBlobs: beside.blobs,
  });
  post({ done: 'write', description, counts });
}
