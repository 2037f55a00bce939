/** `npm test`: format and lint, types, dead exports, tests; stops at the first that fails. Arguments go to vitest. */

import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ensureNode, ROOT, run } from './ensure.mjs';

/** @type {readonly (readonly [title: string, program: string, ...argv: string[]])[]} */
const CHECKS = [
  ['format and lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['types', 'tsc', '--noEmit'],
  ['types of the script of the pages', 'tsc', '-p', 'src/pages/assets'],
  ['types of the script of the static pages', 'tsc', '-p', 'src/browser'],
  ['dead exports', 'knip', '--no-progress'],
  ['tests', 'vitest', 'run', ...process.argv.slice(2)],
];

ensureNode();
ensureInstalled({ dev: true });
ensureBuilt();
for (const [title, program, ...argv] of CHECKS) {
  const code = run(join(ROOT, 'node_modules/.bin', program), argv, 1);
  if (code !== 0) {
    console.error(`npm test: ${title} failed (${program} ${argv.join(' ')})`);
    process.exit(code);
  }
}
