/** `npm run explain-speed`: `runExplainSpeed(argv)` of bench/explain-speed.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/explain-speed.ts', 'runExplainSpeed');
