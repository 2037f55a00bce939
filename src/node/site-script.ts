/** The script of the static pages, which `npm run build` puts beside the program (`bin/bundle.mjs`). */
import { readFile } from 'node:fs/promises';

const FILE = new URL('site-script.min.js', import.meta.url);

export async function siteScript(): Promise<string> {
  return readFile(FILE, 'utf8');
}
