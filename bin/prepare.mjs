/** npm's `prepare`: after an install from the clone, builds the program and unpacks the bundled packs, so that starting is quick. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureNode, ROOT } from './ensure.mjs';

ensureNode();
// Without development dependencies there is no compiler: what is there already is used.
if (existsSync(join(ROOT, 'node_modules/.bin/tsc'))) ensureBuilt();
if (!existsSync(join(ROOT, 'dist/src/node/pack-cache.js'))) process.exit(0);
const { openPacks } = await import(new URL('../dist/src/node/pack-cache.js', import.meta.url).href);
// What is wrong with a pack, or with the cache, is told by the command that needs it.
const { packs } = await openPacks();
for (const pack of packs) await pack.store.close();
