/** `npm start`: installs and builds what is missing, then serves. Arguments go to `errnopath serve`. */

import { ensureReady } from './ensure.mjs';

ensureReady();
const { runCli } = await import('./program.mjs');
process.exitCode = await runCli(['serve', ...process.argv.slice(2)]);
