/** `npm run index-speed`: `runIndexSpeed(argv)` of bench/index-speed.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/index-speed.ts', 'runIndexSpeed');
