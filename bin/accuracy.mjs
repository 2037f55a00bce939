/** `npm run accuracy`: runs test/truth/accuracy.ts, which exports `runAccuracy(argv)`, from its TypeScript source. */

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
  const { runAccuracy } = await vite.ssrLoadModule('/test/truth/accuracy.ts');
  process.exitCode = await runAccuracy(process.argv.slice(2));
} finally {
  await vite.close();
}
