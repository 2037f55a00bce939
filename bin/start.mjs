/** `npm start`: installs and builds what is missing, then serves. Arguments go to `errnopath serve`. */

import { ensureReady } from './ensure.mjs';

ensureReady();
const { runCli } = await import(new URL('../dist/src/node/cli.js', import.meta.url).href);
process.exitCode = await runCli(['serve', ...process.argv.slice(2)]);
