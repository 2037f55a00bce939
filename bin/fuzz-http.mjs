/** `npm run fuzz:http`: `runHttpFuzz(argv)` of test/fuzz/fuzz-http.ts. */

import { runSource } from './run-source.mjs';

await runSource('/test/fuzz/fuzz-http.ts', 'runHttpFuzz');
