/** `npm run lab`: `runLab(argv)` of lab/main.ts. */

import { runSource } from './run-source.mjs';

await runSource('/lab/main.ts', 'runLab');
