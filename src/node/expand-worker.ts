/** A worker thread that expands one unpacked pack; its task comes as `workerData`, and why it failed goes back with its code. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ExpandTask, expandDatabase } from './expand-database.js';
import { errorCode } from './pack-error.js';

/** An error that crosses threads loses its code: this is what stays of it. */
export interface ExpandFailure {
  readonly message: string;
  readonly code: string | undefined;
}

try {
  await expandDatabase(workerData as ExpandTask);
} catch (error) {
  const failure: ExpandFailure = {
    message: error instanceof Error ? error.message : String(error),
    code: errorCode(error),
  };
  parentPort?.postMessage(failure);
}
