/** `npm run load`: `runLoad(argv)` of bench/load.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/load.ts', 'runLoad');
