/** `npm run understood`: `runUnderstood(argv)` of bench/understood.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/understood.ts', 'runUnderstood');
