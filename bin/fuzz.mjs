/** `npm run fuzz`: `runFuzz(argv)` of test/fuzz/run-fuzz.ts. */

import { runSource } from './run-source.mjs';

await runSource('/test/fuzz/run-fuzz.ts', 'runFuzz');
