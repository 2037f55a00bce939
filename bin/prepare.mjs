/** npm's `prepare`: after an install from the clone, builds the program, unpacks the bundled packs and asks each once, so that starting is quick. */

import { spawnSync } from 'node:child_process';
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
// What the first answer about a kernel, a build and an arch computes is kept beside the pack: seconds that no user is to wait for.
// What is named needs other things than what is not.
/** @param {string} kernel @param {string} arch */
const ask = async (kernel, arch) => {
  for (const more of ['', '&fs=ext4'])
    await app.request(`/v1/kernels/${kernel}/origins?syscall=mount&errno=ENOSPC&limit=1${more}&arch=${arch}`);
};
for (const { manifest } of packs) for (const arch of ['x86_64', 'arm64']) await ask(manifest.kernel.id, arch);
for (const { release, arch } of builds) await ask(release, arch);
// So are the places of all functions, by which two kernels are compared.
for (const { manifest } of packs)
  await app.request(`/v1/diff?from=${manifest.kernel.id}&to=latest&errno=ENOSPC&limit=1`);
await close();
// The first command leaves what V8 compiled of the program for all others (`program.mjs`): a question uses most of it.
spawnSync(process.execPath, [join(ROOT, 'bin/errnopath.mjs'), 'ask', 'mount: no space left on device'], {
  stdio: 'ignore',
});
