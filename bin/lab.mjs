/** `npm run lab`: runs lab/main.ts, which exports `runLab(argv)`, from its TypeScript source. */

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
  const { runLab } = await vite.ssrLoadModule('/lab/main.ts');
  process.exitCode = await runLab(process.argv.slice(2));
} finally {
  await vite.close();
}
