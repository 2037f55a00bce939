/** `npm run screenshots -- FOLDER`: each kind of page, narrow and wide, light and dark, over the bundled packs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../src/node/server.js';
import { noChromium, startChromium } from './chromium.js';
import { PAGE_KINDS } from './kinds.js';

const WIDTHS = [360, 1600] as const;
const SCHEMES = ['light', 'dark'] as const;

/** The top of long pages is enough to see what they look like. */
const MOST_HEIGHT = 2600;

/** @returns the exit status */
export async function screenshots([folder, ...only]: readonly string[]): Promise<number> {
  const problem = folder === undefined ? 'npm run screenshots -- FOLDER [PAGE…]' : noChromium();
  if (folder === undefined || problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  mkdirSync(folder, { recursive: true });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    onError: (error) => process.stderr.write(`${error}\n`),
  });
  const browser = await startChromium();
  try {
    for (const colorScheme of SCHEMES)
      for (const width of WIDTHS) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        for (const [name, path] of Object.entries(PAGE_KINDS)) {
          if (only.length > 0 && !only.includes(name)) continue;
          await page.goto(`${server.url}${path}`, { timeout: 120_000 });
          const height = await page.evaluate('document.documentElement.scrollHeight');
          const clip = { x: 0, y: 0, width, height: Math.min(Number(height), MOST_HEIGHT) };
          await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true, clip });
        }
        await context.close();
      }
  } finally {
    await browser.close();
    await server.close();
  }
  return 0;
}
