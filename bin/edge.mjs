/** `npm run edge`: `runEdge(argv)` of bench/edge.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/edge.ts', 'runEdge');
