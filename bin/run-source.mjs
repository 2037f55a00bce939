/** Runs a command that lives in TypeScript beside the product: accuracy, fuzzing, the lab, speed of the indexer. */

import { ensureBuilt, ensureInstalled, ensureNode, ROOT } from './ensure.mjs';

/**
 * @param {string} path of the module, from the project's root
 * @param {string} name of what it exports: a function of the arguments that gives the exit status
 */
export async function runSource(path, name) {
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
    const module = await vite.ssrLoadModule(path);
    process.exitCode = await module[name](process.argv.slice(2));
  } finally {
    await vite.close();
  }
}
