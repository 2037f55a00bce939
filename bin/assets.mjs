/** `npm run assets`: writes the files that pages load into one module, as a Worker has no folder to read them from. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';

const FOLDER = join(ROOT, 'src/pages/assets');
const FILES = ['icon.svg', 'page.css', 'page.js'];

/** The text of `assets.json`, from the files beside it. */
export function embedded() {
  const texts = FILES.map((name) => [name, small(name, readFileSync(join(FOLDER, name), 'utf8'))]);
  return `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`;
}

/**
 * Without what only readers need: comments on lines of their own, and indentation.
 * @param {string} name
 * @param {string} text
 */
function small(name, text) {
  if (name.endsWith('.svg')) return text.trim();
  const plain = name.endsWith('.js') ? text.replace(/^\s*(?:\/\*\*.*\*\/|\/\/.*)$/gm, '') : text;
  return plain
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

if (process.argv[1]?.endsWith('assets.mjs')) writeFileSync(join(FOLDER, 'assets.json'), embedded());
