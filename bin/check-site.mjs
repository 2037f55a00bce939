/** `npm run check-site -- FOLDER [LINE]`: whether a static site holds together, against the truth files of a line of kernels. */

import { runSource } from './run-source.mjs';

await runSource('/test/site/check-site.ts', 'checkSiteCommand');
