/** `npm run screenshots -- FOLDER [--site SITE] [PAGE…]`: each kind of page, narrow and wide, light and dark, on paper: live, and of a site. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startServer } from '../../src/node/server.js';
import { noChromium, startChromium } from './chromium.js';
import { serveFiles } from './file-server.js';
import { PAGE_KINDS, type StaticKind, staticKinds } from './kinds.js';

const WIDTHS = [360, 1600] as const;
const SCHEMES = ['light', 'dark'] as const;

/** A picture of more than this is read by nobody; the plan of an answer has one of its own. */
const MOST_HEIGHT = 2600;

interface Wanted {
  readonly folder: string;
  /** Pages by name; all where there are none. */
  readonly only: readonly string[];
}

/** @returns the exit status */
export async function screenshots(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--site');
  const site = at === -1 ? undefined : args[at + 1];
  const [folder, ...only] = at === -1 ? args : args.toSpliced(at, 2);
  const problem = folder === undefined ? 'npm run screenshots -- FOLDER [--site SITE] [PAGE…]' : noChromium();
  if (folder === undefined || problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  mkdirSync(folder, { recursive: true });
  const browser = await startChromium();
  try {
    await live(browser, { folder, only });
    if (site !== undefined) await files(browser, { folder, only }, resolve(site));
  } finally {
    await browser.close();
  }
  return 0;
}

async function live(browser: Browser, wanted: Wanted): Promise<void> {
  const onError = (error: unknown): void => void process.stderr.write(`${error}\n`);
  const server = await startServer({ host: '127.0.0.1', port: 0, onError });
  try {
    const kinds = Object.entries(PAGE_KINDS).map(([name, path]) => [name, { path: path.slice(1) }] as const);
    await shoot(browser, wanted, 'live', `${server.url}/`, kinds);
  } finally {
    await server.close();
  }
}

/** From a file server, and from the disk. */
async function files(browser: Browser, wanted: Wanted, site: string): Promise<void> {
  const [kernel = ''] = readdirSync(join(site, 'k')).filter((name) => name.endsWith('.html'));
  const kinds = staticKinds({
    ...{ kernel: kernel.replace(/\.html$/, ''), function: 'count_mounts', tunable: 'fs.mount-max' },
    ...{ answer: 'ENOSPC', row: 'EADV', unreached: 'dup2/EMFILE' },
  });
  const server = await serveFiles(site);
  try {
    await shoot(browser, wanted, 'site', server.url, Object.entries(kinds));
    await shoot(browser, wanted, 'disk', `${pathToFileURL(site).href}/`, Object.entries(kinds));
  } finally {
    server.close();
  }
}

async function shoot(
  browser: Browser,
  { folder, only }: Wanted,
  home: string,
  top: string,
  kinds: readonly (readonly [name: string, kind: StaticKind])[],
): Promise<void> {
  for (const colorScheme of SCHEMES)
    for (const width of WIDTHS) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      for (const [name, { path, drawn = 'main' }] of kinds) {
        if (only.length > 0 && !only.includes(name)) continue;
        const file = (part: string): string => join(folder, `${home}-${name}${part}-${width}-${colorScheme}.png`);
        await page.goto('about:blank');
        await page.goto(`${top}${path}`, { timeout: 120_000 });
        await page.waitForSelector(drawn, { timeout: 120_000 });
        await picture(page, file(''), width, 0);
        const plan = Number(await page.evaluate('document.querySelector("#plan")?.getBoundingClientRect().top ?? 0'));
        if (plan > MOST_HEIGHT / 2) await picture(page, file('-plan'), width, plan - 40);
        if (width === WIDTHS[1] && colorScheme === 'light') {
          await page.emulateMedia({ media: 'print' });
          await page.setViewportSize({ width: 794, height: 1123 });
          await picture(page, join(folder, `${home}-${name}-paper.png`), 794, 0);
          await page.emulateMedia({ media: 'screen' });
          await page.setViewportSize({ width, height: 900 });
        }
      }
      await context.close();
    }
}

/** From a line of the page on. */
async function picture(page: Page, path: string, width: number, y: number): Promise<void> {
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const clip = { x: 0, y, width, height: Math.min(height - y, MOST_HEIGHT) };
  await page.screenshot({ path, fullPage: true, clip });
}
