/** A worker thread that codes the calls of a kernel; the task comes as `workerData`. */

import { parentPort, workerData } from 'node:worker_threads';
import { type CallTask, encodeTask } from './call-task.js';

parentPort?.postMessage(encodeTask(workerData as CallTask));
