/** `node bin/bundle.mjs DIST`: puts the compiled program and what it uses of its dependencies into one file, with their licences beside it; so the scripts of the static pages. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const [dist = 'dist'] = process.argv.slice(2);

/** Where the files of the program lie that are found from their own place (`import.meta.url`), so that it stays right. */
const folder = resolve(dist, 'src/node');

const program = await rolldown({
  input: join(folder, 'cli.js'),
  platform: 'node',
  // Compiled parts, and workers of its own: they are loaded from node_modules.
  external: ['better-sqlite3', 'pino'],
});
const { output } = await program.generate({
  format: 'cjs',
  codeSplitting: false,
  // Half the bytes; names stay, as logs show them.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});
await program.close();
const [{ code }] = output;
// Text without other characters takes half the memory, which is read at every start.
writeFileSync(join(folder, 'program.cjs'), code.replace(/[^\0-\x7f]/g, escaped));
// What V8 compiled is of the file before: it would be refused, and what is kept in its place has less (`program.mjs`).
rmSync(join(folder, 'program.cjs.compiled'), { force: true });

const scripts = [];
for (const { name, input } of [
  { name: 'site', input: 'start.js' },
  { name: 'shards', input: 'main.js' },
]) {
  const pages = await rolldown({
    input: join(dist, 'src/browser', input),
    platform: 'browser',
    // Of hono these draw with JSX alone; what it has for components that run in a browser is a quarter of the script.
    treeshake: { moduleSideEffects: (id) => packageOf(id)?.endsWith('/hono') !== true },
  });
  const script = await pages.generate({ format: 'iife', minify: true });
  await pages.close();
  writeFileSync(join(folder, `${name}-script.min.js`), script.output[0].code);
  scripts.push(...script.output);
}

const packages = new Set(
  [...output, ...scripts]
    .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
    .flatMap((id) => packageOf(id) ?? []),
);
writeFileSync(join(folder, 'program.licences.txt'), [...packages].sort().map(licenceOf).join('\n\n'));

/** @param {string} unit one of UTF-16 */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** @param {string} id the path of a module */
function packageOf(id) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

/** @param {string} folder of a package */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENCE'].find((one) => existsSync(join(folder, one)));
  return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}`;
}
