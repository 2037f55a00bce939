/** All scenarios, in the order of the table. */
import { FILES } from './files.js';
import { MEMORY_AND_IPC } from './memory-and-ipc.js';
import { MOUNTS } from './mounts.js';
import { NETWORK } from './network.js';
import { PROCESSES } from './processes.js';
import type { Scenario } from './scenario.js';

export const SCENARIOS: readonly Scenario[] = [...MOUNTS, ...FILES, ...PROCESSES, ...MEMORY_AND_IPC, ...NETWORK];
