/** npm's `prepare`: after an install from the clone, builds the program, unpacks the bundled packs and asks each once, so that starting is quick. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureNode, ROOT } from './ensure.mjs';

ensureNode();
// Without development dependencies there is no compiler: what is there already is used.
if (existsSync(join(ROOT, 'node_modules/.bin/tsc'))) ensureBuilt();
if (!existsSync(join(ROOT, 'dist/src/node/load-packs.js'))) process.exit(0);
const { loadPacks } = await import(new URL('../dist/src/node/load-packs.js', import.meta.url).href);
const { createApp } = await import(new URL('../dist/src/routes/app.js', import.meta.url).href);
// What is wrong with a pack, or with the cache, is told by the command that needs it.
const { packs, builds, close } = await loadPacks();
const app = createApp({ packs, builds, version: '', compress: false });
// What the first answer about a kernel computes is kept beside its pack.
for (const { manifest } of packs)
  await app.request(`/v1/kernels/${manifest.kernel.id}/origins?syscall=mount&errno=ENOSPC&limit=1`);
await close();
