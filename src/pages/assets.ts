/** The files that pages load, by name: `npm run assets` embeds those of `assets/`. */
import { z } from 'zod';
import embedded from './assets/assets.json' with { type: 'json' };

const texts = z.record(z.enum(['icon.svg', 'page.css', 'page.js']), z.string()).parse(embedded);

export interface Asset {
  readonly type: string;
  readonly text: string;
}

export const ASSETS: Readonly<Record<keyof typeof texts, Asset>> = {
  'icon.svg': { type: 'image/svg+xml', text: texts['icon.svg'] },
  'page.css': { type: 'text/css; charset=utf-8', text: texts['page.css'] },
  'page.js': { type: 'text/javascript; charset=utf-8', text: texts['page.js'] },
};
