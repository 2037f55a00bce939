/** The pages as files, in a real browser over a small kernel: from a plain file server, and from a disk. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite } from '../../src/node/site/build-site.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { noChromium, startChromium } from './chromium.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const ANSWER = 'k/6.1.192/syscall/mount/ENOSPC.html';

const KINDS = [
  ...['index.html', 'about.html', 'explain.html', 'causes.html', 'k/6.1.192.html', 'k/6.1.192/syscall/mount.html'],
  ...[ANSWER, 'k/6.1.192/function.html#count_rooms', 'k/6.1.192/tunable.html#fs.room-max'],
];

/** What `npm run build` made: the script is part of what is tried. */
const SCRIPT = join(import.meta.dirname, '../../dist/src/node/site-script.min.js');

describe.skipIf(noChromium() !== undefined)('the pages as files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-static-'));
  const out = join(folder, 'site');
  const tops = { http: '', file: `${pathToFileURL(out).href}/` };
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    await buildSite({
      ...{ out, dataset: 'd', sources: [], script: readFileSync(SCRIPT, 'utf8') },
      wanted: { arches: [], also: new Set(), likely: 0 },
      deps: { packs: [smallKernel('6.1.192', ROOM_TUNABLES)], version: '0.1.0', compress: false },
    });
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
      try {
        const body = readFileSync(join(out, path));
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    tops.http = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A new browser; what it complains of (a script that its CSP refuses, a file that is missing) fails the test. */
  async function visit(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    try {
      await use(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  describe.each(['http', 'file'] as const)('by %s', (kind) => {
    test('a search without a server leads to the answer, and its command can be copied', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}index.html`);
        await page.fill('#q', 'mount ENOSPC');
        await page.press('#q', 'Enter');
        await page.waitForURL(`**/${ANSWER}`);
        expect(await page.textContent('#origin-1-title')).toContain('count_rooms');
        await page.click('#origin-1 .copyable .copy');
        await page.waitForSelector('text=Copied');
      }));

    test('a function is drawn from its shard', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}k/6.1.192/function.html#count_rooms`);
        await page.waitForSelector('main :text("rooms > max")');
      }));

    test('an answer needs no JavaScript', () =>
      visit({ javaScriptEnabled: false }, async (page) => {
        await page.goto(`${tops[kind]}${ANSWER}`);
        expect(await page.textContent('#origin-1-title')).toContain('count_rooms');
        expect(await page.textContent('main')).toContain('sudo ');
      }));

    test.each(KINDS)('%s fits 360 pixels and is accessible', (path) =>
      visit({ viewport: { width: 360, height: 740 } }, async (page) => {
        await page.goto(`${tops[kind]}${path}`);
        await page.waitForSelector('main');
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate('axe.run({ preload: false })')) as axe.AxeResults;
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
      }),
    );
  });
});
