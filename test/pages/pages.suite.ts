/** The pages as people use them, in a real browser over the bundled packs: `npm run test:pages`. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { axeFaults } from './axe-faults.js';
import { noChromium, startChromium } from './chromium.js';
import { htmlProblems } from './html-problems.js';
import { PAGE_KINDS, SAMPLE } from './kinds.js';
import { MOST_MOVED, MOST_PAINT, measurePage } from './measure-page.js';

const missing = noChromium();
if (missing !== undefined) process.stderr.write(`the pages are not tried in a browser: ${missing}\n`);

/** Bytes of a page with all that it loads, as they are sent. */
const MOST_BYTES = 60 * 1024;
/** Pages of more: that of all causes is a list of 210. */
const HEAVY: Readonly<Record<string, number>> = { causes: 100 * 1024 };

/** Beside each kind the answers with most bytes of those that the truth files name for 6.1, and what is long besides. */
const MEASURED: Readonly<Record<string, string>> = {
  ...PAGE_KINDS,
  'heaviest answer': '/k/6.1/syscall/rename/EDQUOT',
  'answer with most errnos': '/k/6.1/syscall/ioctl/EINVAL',
  'longest errno': '/k/6.1/errno/EINVAL',
  'longest syscall': '/k/6.1/syscall/ioctl',
};

/** Where a text stands on the screen, and how large its letters are, in pixels. */
type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom' | 'size', number>>;

const TEXTS_OF_PATHS = `[...document.querySelectorAll('svg.graph')].map((drawing) =>
  [...drawing.querySelectorAll('text')].map((one) => ({
    ...one.getBoundingClientRect().toJSON(),
    size: Number.parseFloat(getComputedStyle(one).fontSize),
  })),
)`;
function downwards(texts: readonly Box[]): readonly Box[] {
  return [...texts].sort((a, b) => a.top - b.top);
}

/** Boxes of letters are higher than the letters. */
const OVERLAP = 5;

describe.skipIf(missing !== undefined)('in Chromium', () => {
  let server: RunningServer;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    server = await startServer({ host: '127.0.0.1', port: 0, onError: (error) => errors.push(String(error)) });
    browser = await startChromium();
    // The first question about a kernel reads it.
    for (const path of Object.values(MEASURED))
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
      // What is remembered stands in the address.
      expect(await context.storageState()).toEqual({ cookies: [], origins: [] });
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
      expect(await axeFaults(page)).toEqual([]);
      expect(await htmlProblems(await page.content())).toEqual([]);
    }));

  test('what a tracer saw is told apart from what was filled in', () =>
    visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto('/explain');
      await page.fill('#output', readFileSync(SAMPLE, 'utf8'));
      await page.click('form.explain button');
      await page.waitForSelector('.frames .shown');
      expect(await page.$$('.frames .filled')).not.toHaveLength(0);
    }));

  test('a failure that no function is known for says what can give it all the same, and has the commands', () =>
    visit({}, async (page) => {
      await page.goto('/k/6.1/syscall/dup2');
      expect(await page.textContent('main')).toContain('for which no function of this kernel is known');
      await page.click('main a:text-is("EMFILE")');
      await page.waitForURL('**/dup2/EMFILE');
      // Both pages say the same.
      expect(await page.textContent('.lead')).toContain('No function of the kernel is known in which it can start.');
      expect(await page.textContent('#origins')).toBe('What can give it from outside');
      expect(await page.textContent('#origin-1')).toContain('A seccomp filter of the process');
      expect(await page.textContent('#origin-1-title')).not.toContain('%');
      expect(await page.$$('.steps .copy')).not.toHaveLength(0);
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

  test.each([360, 1600])('the path is legible at %i pixels: no text is small, cut off, or on another one', (width) =>
    visit({ viewport: { width, height: 900 } }, async (page) => {
      await page.goto('/k/6.1/syscall/mount/ENOSPC');
      const drawings = (await page.evaluate(TEXTS_OF_PATHS)) as readonly (readonly Box[])[];
      expect(drawings.length).toBeGreaterThan(2);
      for (const texts of drawings)
        for (const [i, { size, left, right, top }] of downwards(texts).entries()) {
          expect(size).toBeGreaterThanOrEqual(11);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(width);
          expect(top).toBeGreaterThanOrEqual((downwards(texts)[i - 1]?.bottom ?? 0) - OVERLAP);
        }
      // What the drawing shows is told in words, too.
      expect(await page.textContent('#origin-1 svg.graph title')).toContain('from __x64_sys_mount down to');
      await page.click('#origin-1 .tree summary');
      expect(await page.textContent('#origin-1 .tree')).toContain('graft_tree');
    }),
  );

  test('long names leave room for what stands beside them at 360 pixels', () =>
    visit({ viewport: { width: 360, height: 740 } }, async (page) => {
      await page.goto(PAGE_KINDS.arm ?? '');
      const beside = await page.$$eval('.overview tbody tr', (rows) =>
        rows.map((row) => {
          const [name, share] = ['th a', '.percent'].map((one) => row.querySelector(one)?.getBoundingClientRect());
          return (name?.right ?? Number.NaN) + 4 <= (share?.left ?? Number.NaN);
        }),
      );
      expect(beside).toEqual(beside.map(() => true));
      expect(beside.length).toBeGreaterThan(5);
    }));

  test('on paper the answer is black on white, without what only a screen has', () =>
    visit({ colorScheme: 'dark' }, async (page) => {
      await page.goto('/k/6.1/syscall/mount/ENOSPC');
      await page.emulateMedia({ media: 'print' });
      for (const name of ['.top nav', '.search', '.switches', '.tools', '.copy'])
        expect([name, await page.isVisible(name)]).toEqual([name, false]);
      expect(await page.isVisible('#origin-1 svg.graph')).toBe(true);
      expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    }));

  describe.each(Object.entries(PAGE_KINDS))('%s', (_name, path) => {
    test('fits 360 pixels', () =>
      visit({ viewport: { width: 360, height: 740 } }, async (page) => {
        await page.goto(path);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      }));

    test('is valid HTML', async () => {
      const response = await fetch(`${server.url}${path}`, { headers: { accept: 'text/html' } });
      expect(await htmlProblems(await response.text())).toEqual([]);
    });

    test.each(['light', 'dark'] as const)('has no serious fault of accessibility, %s', (colorScheme) =>
      visit({ colorScheme }, async (page) => {
        await page.goto(path);
        expect(await axeFaults(page)).toEqual([]);
      }),
    );
  });

  describe.each(Object.entries(MEASURED))('%s', (name, path) => {
    test('takes few bytes, is painted at once, and moves nothing', async () => {
      const seen = await measurePage(browser, `${server.url}${path}`);
      process.stdout.write(`${name}: ${JSON.stringify(seen)}\n`);
      expect(seen.bytes).toBeLessThanOrEqual(HEAVY[name] ?? MOST_BYTES);
      expect(seen.paint).toBeLessThanOrEqual(MOST_PAINT);
      expect(seen.moved).toBeLessThanOrEqual(MOST_MOVED);
    });
  });

  test('the service had no trouble', () => {
    expect(errors).toEqual([]);
  });
});
