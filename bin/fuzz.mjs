/** `npm run fuzz`: runs test/fuzz/run-fuzz.ts, which exports `runFuzz(argv)`, from its TypeScript source. */

import { ensureBuilt, ensureInstalled, ensureNode, ROOT } from './ensure.mjs';

ensureNode();
ensureInstalled({ dev: true });
ensureBuilt();
const { createViteServer } = await import('vitest/node');
const vite = await createViteServer({
  root: ROOT,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  const { runFuzz } = await vite.ssrLoadModule('/test/fuzz/run-fuzz.ts');
  process.exitCode = await runFuzz(process.argv.slice(2));
} finally {
  await vite.close();
}
