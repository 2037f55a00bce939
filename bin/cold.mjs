/** `npm run cold`: `runCold(argv)` of bench/cold.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/cold.ts', 'runCold');
