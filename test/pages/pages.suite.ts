/** The pages as people use them, in a real browser over the bundled packs: `npm run test:pages`. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { noChromium, startChromium } from './chromium.js';
import { PAGE_KINDS } from './kinds.js';

const missing = noChromium();
if (missing !== undefined) process.stderr.write(`the pages are not tried in a browser: ${missing}\n`);

/** Bytes of an answer page with all that it loads, as they are sent. */
const MOST_BYTES = 60 * 1024;
/** First paint (ms) of an answer that was given before, on the same machine; the third of three visits counts. */
const MOST_PAINT = 300;

describe.skipIf(missing !== undefined)('in Chromium', () => {
  let server: RunningServer;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    server = await startServer({ host: '127.0.0.1', port: 0, onError: (error) => errors.push(String(error)) });
    browser = await startChromium();
    // The first question about a kernel reads it.
    for (const path of Object.values(PAGE_KINDS))
      await fetch(`${server.url}${path}`, { headers: { accept: 'text/html' } });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A page of its own; what it asks of others, and what the browser complains of, fails the test. */
  async function visit<T>(options: BrowserContextOptions, use: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) complaints.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    try {
      const result = await use(page);
      expect(complaints).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  }

  async function search(page: Page): Promise<void> {
    await page.goto('/');
    await page.fill('#q', 'mount ENOSPC on 6.1');
    await page.press('#q', 'Enter');
    await page.waitForURL('**/k/6.1/syscall/mount/ENOSPC');
    expect(await page.textContent('#origin-1-title')).toContain('count_mounts');
  }

  test('a search leads to the answer, and its command into the clipboard', () =>
    visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await search(page);
      await page.click('#origin-1 .copyable .copy');
      await page.waitForSelector('text=Copied');
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('sysctl fs.mount-max');
    }));

  test('a trace that is pasted is explained, and its path drawn', () =>
    visit({}, async (page) => {
      await page.goto('/explain');
      await page.fill('#output', 'mount("a", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)\n');
      await page.click('form.explain button');
      await page.waitForSelector('.explanation svg.graph[role=img]');
      expect(await page.textContent('.explanation')).toContain('count_mounts');
      expect(await page.inputValue('#output')).toContain('ENOSPC');
    }));

  test.each([true, false])('arch and kernel are switched, JavaScript: %s', (javaScriptEnabled) =>
    visit({ javaScriptEnabled }, async (page) => {
      await search(page);
      await page.click('.switch:nth-child(2) summary');
      await page.click('.switch:nth-child(2) >> text="arm64"');
      await page.waitForURL('**/ENOSPC?arch=arm64');
      expect(await page.textContent('.lead')).toContain('__arm64_sys_mount');
      await page.click('.switch:nth-child(1) summary');
      await page.click('.switch:nth-child(1) >> text="6.12.117"');
      await page.waitForURL('**/k/6.12.117/syscall/mount/ENOSPC?arch=arm64');
    }),
  );

  test('the key / leads to the search box, and a plan is shown for the tool that is chosen', () =>
    visit({}, async (page) => {
      await page.goto(PAGE_KINDS.answer ?? '');
      await page.keyboard.press('/');
      expect(await page.evaluate('document.activeElement.id')).toBe('q');
      await page.selectOption('.tools select', 'perf');
      expect(await page.$$eval('.tool[open]', (open) => open.map((one) => one.getAttribute('data-tool')))).toContain(
        'perf',
      );
    }));

  describe.each(Object.entries(PAGE_KINDS))('%s', (_name, path) => {
    test('fits 360 pixels', () =>
      visit({ viewport: { width: 360, height: 740 } }, async (page) => {
        await page.goto(path);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      }));

    test.each(['light', 'dark'] as const)('has no serious fault of accessibility, %s', (colorScheme) =>
      visit({ colorScheme }, async (page) => {
        await page.goto(path);
        await page.evaluate(axe.source);
        const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
        const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
      }),
    );
  });

  test('an answer takes few bytes, is painted at once, and moves nothing', async () => {
    const seen = await visit({}, async (page) => {
      await page.addInitScript(
        'window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; }).observe({ type: "layout-shift", buffered: true });',
      );
      await page.goto(PAGE_KINDS.answer ?? '');
      const bytes = await page.evaluate(
        '[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, one) => sum + one.transferSize, 0)',
      );
      for (let i = 0; i < 2; i++) await page.goto(PAGE_KINDS.answer ?? '');
      // A text would be evaluated in the page, which its policy forbids.
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      const paint = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0].startTime');
      return { bytes: Number(bytes), paint: Number(paint), moved: Number(await page.evaluate('window.moved')) };
    });
    process.stdout.write(`answer page: ${JSON.stringify(seen)}\n`);
    expect(seen.bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(seen.paint).toBeLessThanOrEqual(MOST_PAINT);
    expect(seen.moved).toBe(0);
  });

  test('the service had no trouble', () => {
    expect(errors).toEqual([]);
  });
});
