/** `npm run screenshots -- FOLDER`: pictures of the pages, to be looked at. */

import { runSource } from './run-source.mjs';

await runSource('/test/pages/screenshots.ts', 'screenshots');
