/** A worker thread that expands one unpacked pack; its path comes as `workerData`. */

import { workerData } from 'node:worker_threads';
import { expandDatabase } from './expand-database.js';

await expandDatabase(String(workerData));
