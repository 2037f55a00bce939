/** A worker thread beside the linking one: who calls whom, what builds each file, texts of names; the task comes as `workerData`. */

import { workerData } from 'node:worker_threads';
import { type BesideReply, type BesideTask, graphFrom } from './beside-task.js';
import { factsStore } from './link/facts-store.js';
import { treeCalls } from './link/tree-calls.js';
import { callBlobs, nameBlobs } from './pack/name-blobs.js';
import { treeBuild } from './tables/tree-build.js';

const { entries, tables, port } = workerData as BesideTask;
const post = (reply: BesideReply): void => port.postMessage(reply);

// Emptied, so that facts can be let go of one by one.
const facts = factsStore(entries.splice(0));
const { ofConfig, ...build } = treeBuild(tables, facts.paths);
post({ made: 'build', build });
const { functions, calls, callCounts } = treeCalls(facts, (rows) => {
  const functionArches = Uint16Array.from(rows, (row) => (build.arches[row.file] as number) & ofConfig(row.config));
  post({ made: 'arches', functionArches });
});
post({ made: 'counts', callCounts });
const tree = { paths: facts.paths, files: build.files, functions };
const names = nameBlobs(tree);
post({ made: 'blobs', blobs: [...names, ...callBlobs(tree, calls, await graphFrom(port))] });
port.close();
