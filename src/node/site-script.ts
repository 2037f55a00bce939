/** The scripts of the static pages, which `npm run build` puts beside the program (`bin/bundle.mjs`). */
import { readFile } from 'node:fs/promises';
import type { SiteScripts } from './site/site-pages.js';

export async function siteScripts(): Promise<SiteScripts> {
  return { 'site.js': await text('site'), 'shards.js': await text('shards') };
}

function text(name: string): Promise<string> {
  return readFile(new URL(`${name}-script.min.js`, import.meta.url), 'utf8');
}
