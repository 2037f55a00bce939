/** A worker thread beside the linking one: who calls whom, what builds each file, texts of names; the task comes as `workerData`. */

import { workerData } from 'node:worker_threads';
import { type BesideReply, type BesideTask, graphFrom } from './beside-task.js';
import { storedFacts } from './link/facts-file.js';
import { factsStore } from './link/facts-store.js';
import { treeCalls } from './link/tree-calls.js';
import { callBlobs, nameBlobs } from './pack/name-blobs.js';
import { type FileBuild, treeBuild } from './tables/tree-build.js';

const { facts: stored, tables, port } = workerData as BesideTask;
const post = (reply: BesideReply): void => port.postMessage(reply);

const facts = factsStore(storedFacts(stored));
const { ofConfig, likelihoodOf, ...build } = treeBuild(tables, facts.paths);
post({ made: 'build', build });
const { functions, calls, callCounts } = treeCalls(facts, (rows) => {
  const functionArches = Uint16Array.from(rows, (row) => (build.arches[row.file] as number) & ofConfig(row.config));
  const functionPriors = Uint8Array.from(rows, (row) =>
    Math.round(255 * Math.min((build.files[row.file] as FileBuild).prior, likelihoodOf(row.config))),
  );
  post({ made: 'arches', functionArches, functionPriors });
});
post({ made: 'counts', callCounts });
const tree = { paths: facts.paths, files: build.files, functions };
const names = nameBlobs(tree);
post({ made: 'blobs', blobs: [...names, ...callBlobs(tree, calls, await graphFrom(port))] });
port.close();
