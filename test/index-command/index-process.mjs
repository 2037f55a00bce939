/**
 * Runs `errnopath index` from its TypeScript source in a process of its own, with an indexer that writes a temporary
 * file beside the packs, prints `reading` after its first file, and then waits for the signal.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createViteServer } from 'vitest/node';

const vite = await createViteServer({
  root: new URL('../..', import.meta.url).pathname,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
const { runIndexCommand } = await vite.ssrLoadModule('/indexer/main.ts');

/** @type {import('../../indexer/index-summary.js').IndexTree} */
async function waitForTheSignal(source, { outDir, signal }) {
  const temporary = join(outDir, 'pack.tmp');
  writeFileSync(temporary, 'half');
  try {
    for await (const _ of source.files(() => true)) {
      process.stdout.write('reading\n');
      const alive = setInterval(() => {}, 1000);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      clearInterval(alive);
    }
  } finally {
    rmSync(temporary);
  }
  throw new Error('the source ended as if it were whole');
}

const status = await runIndexCommand([...process.argv.slice(2), '--no-cache'], { indexTree: waitForTheSignal });
process.exit(status);
