/** The service over the bundled packs and builds, for all tests of a file. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadPacks } from '../../src/node/load-packs.js';
import { createApp } from '../../src/routes/app.js';
import type { App } from '../../src/routes/app-deps.js';

const root = join(import.meta.dirname, '../..');

/** Opens it before the tests of the file that calls this, and closes it after them. Gives the application once it is open. */
export function bundledApp(): () => App {
  let opened: { readonly app: App; readonly close: () => Promise<unknown> } | undefined;
  beforeAll(async () => {
    const loaded = await loadPacks(join(root, 'data/packs'), join(root, 'data/builds'));
    opened = {
      app: createApp({ ...loaded, version: '0.0.0', compress: false }),
      close: () => loaded.close(),
    };
  }, 120_000);
  afterAll(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error('the application is asked for before its tests begin');
    return opened.app;
  };
}
