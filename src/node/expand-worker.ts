/** A worker thread that expands one unpacked pack; its task comes as `workerData`. */

import { workerData } from 'node:worker_threads';
import { type ExpandTask, expandDatabase } from './expand-database.js';

await expandDatabase(workerData as ExpandTask);
