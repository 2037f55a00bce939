/** A worker thread that decodes one table of texts; the task comes as `workerData`. */

import { parentPort, workerData } from 'node:worker_threads';
import { decodeTask, joined, type TextTask } from './text-task.js';

parentPort?.postMessage(joined(decodeTask(workerData as TextTask)));
