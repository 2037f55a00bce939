#!/usr/bin/env node
/** The `errnopath` command: gets a fresh clone ready, then hands over to the indexer or to the service. */

import { ensureReady } from './ensure.mjs';

// Whoever reads may close early (`| head`): then there is nobody to tell anything.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });

ensureReady();
const [command = '', ...rest] = process.argv.slice(2);
// Commands of the indexer, which the service never loads.
if (command === 'build-info') {
  const { runBuildInfoCommand } = await import(new URL('../dist/indexer/build/main.js', import.meta.url).href);
  process.exit(await runBuildInfoCommand(rest));
}
if (command === 'index') {
  const { runIndexCommand } = await import(new URL('../dist/indexer/main.js', import.meta.url).href);
  // An interrupted run is over although its workers may still be in the middle of a file.
  process.exit(await runIndexCommand(rest));
}
const { runCli } = await import('./program.mjs');
process.exitCode = await runCli(process.argv.slice(2));
