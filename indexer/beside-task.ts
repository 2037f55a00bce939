/** What a second thread does beside the linker: all that needs names and text, and no graph. */

import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { CallGraph } from '../src/domain/export/call-ground.js';
import type { CallCounts } from './link/count-calls.js';
import type { StoredFacts } from './link/facts-file.js';
import type { NamedBlob } from './pack/named-blob.js';
import type { TreeBuild } from './tables/tree-build.js';

export interface BesideTask {
  readonly facts: StoredFacts;
  readonly tables: ReadonlyMap<string, string>;
  /** Leads to the linking thread. */
  readonly port: MessagePort;
}

/** What it tells the linking thread, in this order; the blobs when that has sent it the graph. */
export type BesideReply =
  | { readonly made: 'build'; readonly build: TreeBuild }
  | { readonly made: 'arches'; readonly functionArches: Uint16Array; readonly functionPriors: Uint8Array }
  | { readonly made: 'counts'; readonly callCounts: CallCounts }
  | { readonly made: 'blobs'; readonly blobs: readonly NamedBlob[] };

/** The second thread as the first one sees it. */
export interface Beside {
  readonly build: Promise<TreeBuild>;
  /** For each function the arches whose kernels can have it, as in `maskOf`. */
  readonly functionArches: Promise<Uint16Array>;
  /** For each function how commonly it is built, of 255. */
  readonly functionPriors: Promise<Uint8Array>;
  readonly callCounts: Promise<CallCounts>;
  /** Texts of files and functions, and calls. */
  readonly blobs: (graph: CallGraph) => Promise<readonly NamedBlob[]>;
}

/** Should the second thread fail, these never come: whoever started both ends both. */
export function besideBy(port: MessagePort): Beside {
  const waiting = new Map<string, (reply: BesideReply) => void>();
  const reply = <Made extends BesideReply['made']>(made: Made): Promise<Extract<BesideReply, { made: Made }>> =>
    new Promise((resolve) => {
      waiting.set(made, (one) => resolve(one as Extract<BesideReply, { made: Made }>));
    });
  const [build, arches, counts, blobs] = [reply('build'), reply('arches'), reply('counts'), reply('blobs')];
  port.on('message', (one: BesideReply) => waiting.get(one.made)?.(one));
  return {
    build: build.then((one) => one.build),
    functionArches: arches.then((one) => one.functionArches),
    functionPriors: arches.then((one) => one.functionPriors),
    callCounts: counts.then((one) => one.callCounts),
    blobs: async (graph) => {
      port.postMessage(graph);
      return (await blobs).blobs;
    },
  };
}

/** The graph, when the linking thread has it. */
export async function graphFrom(port: MessagePort): Promise<CallGraph> {
  const [graph] = (await once(port, 'message')) as [CallGraph];
  return graph;
}
