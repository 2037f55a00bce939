/** `npm run accuracy`: `runAccuracy(argv)` of test/truth/accuracy.ts. */

import { runSource } from './run-source.mjs';

await runSource('/test/truth/accuracy.ts', 'runAccuracy');
