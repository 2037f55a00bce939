/** The pages as files, in a real browser over small kernels: from a plain file server, from a subfolder of one, and from a disk. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite } from '../../src/node/site/build-site.js';
import { ROOM } from '../../src/node/site/site-scopes.js';
import { hostileKernel, NAME, SETTING } from '../fixtures/hostile-kernel.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { axeFaults } from './axe-faults.js';
import { noChromium, startChromium } from './chromium.js';
import { type FileServer, serveFiles } from './file-server.js';
import { htmlProblems } from './html-problems.js';
import { staticKinds } from './kinds.js';
import { MOST_MOVED, MOST_PAINT, measurePage } from './measure-page.js';

const AT = 'k/6.1.192/syscall/mount';
const ANSWER = `${AT}/ENOSPC.html`;

/** EDOM is listed by no manual: it has a row. EMFILE is listed, and no function gives it. */
const KINDS = staticKinds({
  ...{ kernel: '6.1.192', function: 'count_rooms', tunable: 'fs.room-max' },
  ...{ answer: 'ENOSPC', row: 'EDOM', unreached: 'mount/EMFILE' },
});

/** What `npm run build` made: the scripts are part of what is tried. */
const script = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../dist/src/node/${name}-script.min.js`), 'utf8');

/** Bytes of a page with all that it loads, from a server that compresses nothing. */
const MOST_BYTES = 60 * 1024;

describe.skipIf(noChromium() !== undefined)('the pages as files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-static-'));
  const out = join(folder, 'site');
  const tops = { http: '', subfolder: '', file: `${pathToFileURL(out).href}/` };
  const servers: FileServer[] = [];
  let browser: Browser;

  beforeAll(async () => {
    const more = [{ errno: 'EDOM', line: 408, guard: 'rooms < 0', kind: 'return' as const }];
    await buildSite({
      ...{ out, dataset: 'd', sources: [], scripts: { 'site.js': script('site'), 'shards.js': script('shards') } },
      wanted: { arches: ['arm64'], also: new Set(), likely: 0, room: ROOM },
      deps: {
        packs: ['6.1.192', '6.12.117'].map((id) => smallKernel(id, ROOM_TUNABLES, more)),
        ...{ version: '0.1.0', compress: false },
      },
    });
    servers.push(await serveFiles(out), await serveFiles(out, 'docs/errnos/'));
    [tops.http, tops.subfolder] = [servers[0]?.url ?? '', servers[1]?.url ?? ''];
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A new browser; what it complains of (a script that its CSP refuses, a file that is missing) fails the test. */
  async function visit(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      // Whether any name begins so is tried: a shard that is not there is an answer, too.
      const tried = message.location().url.includes('/shards/names/');
      if (message.type() === 'error' && !tried) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => {
      if (!/^(?:http:\/\/127\.0\.0\.1:|file:)/.test(request.url())) complaints.push(request.url());
    });
    try {
      await use(page);
      expect(complaints).toEqual([]);
      expect(await context.storageState()).toEqual({ cookies: [], origins: [] });
    } finally {
      await context.close();
    }
  }

  describe.each(['http', 'subfolder', 'file'] as const)('by %s', (kind) => {
    test('a search without a server leads to the answer, and its command into the clipboard', () =>
      visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
        await page.goto(`${tops[kind]}index.html`);
        await page.fill('#q', 'mount ENOSPC');
        await page.press('#q', 'Enter');
        await page.waitForURL(`**/${ANSWER}`);
        expect(await page.textContent('#origin-1-title')).toContain('count_rooms');
        await page.click('#origin-1 .copyable .copy');
        await page.waitForSelector('text=Copied');
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe('sysctl fs.room-max');
      }));

    test('the keyboard is enough: / to the box, the arrow to what is found while one types, Enter to go there', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}${ANSWER}`);
        await page.keyboard.press('/');
        await page.keyboard.type('count_ro');
        await page.waitForSelector('.results a');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.waitForSelector('main :text("rooms > max")');
        expect(page.url()).toBe(`${tops[kind]}k/6.1.192/function.html#count_rooms`);
      }));

    test('a failure that no manual lists has a row, which is drawn from its shard, and back again', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}${AT}.html`);
        await page.click('main table a:text-is("EDOM")');
        await page.waitForSelector('#origin-1 svg.graph[role=img]');
        expect(await page.textContent('h1')).toBe('mount fails with EDOM');
        expect(await page.textContent('#origin-1')).toContain('if (rooms < 0)');
        expect(await page.title()).toContain('mount EDOM on Linux 6.1.192');
        expect(await page.$$('#plan ~ .copyable .copy, .more .copyable .copy')).toHaveLength(2);
        await page.goBack();
        await page.waitForSelector('main table a:text-is("EDOM")');
      }));

    test('a failure that only the manual knows of says so, and has the commands', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}${AT}.html`);
        await page.click('main a:text-is("EMFILE")');
        await page.waitForURL(`**/${AT}/EMFILE.html`);
        expect(await page.textContent('.lead')).toContain('No function of the kernel is known in which it can start.');
        expect(await page.$$('.steps .copy')).not.toHaveLength(0);
      }));

    test('a plan is shown for the tool that is chosen', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}${ANSWER}`);
        const open = (): Promise<unknown> =>
          page.$$eval('.tool[open]', (all) => [...new Set(all.map((one) => one.getAttribute('data-tool')))]);
        await page.selectOption('.tools select', 'bpftrace');
        expect(await open()).toContain('bpftrace');
        await page.selectOption('.tools select', 'trace-cmd');
        expect(await open()).toContain('trace-cmd');
        expect(await open()).not.toContain('bpftrace');
      }));

    test.each([true, false])('arch and kernel are switched, JavaScript: %s', (javaScriptEnabled) =>
      visit({ javaScriptEnabled }, async (page) => {
        await page.goto(`${tops[kind]}${ANSWER}`);
        await page.click('.switch:nth-child(2) summary');
        await page.click('.switch:nth-child(2) >> text="arm64"');
        await page.waitForURL(`**/arm64/${ANSWER}`);
        expect(await page.textContent('.lead')).toContain('__arm64_sys_mount');
        await page.click('.switch:nth-child(1) summary');
        await page.click('.switch:nth-child(1) >> text="6.12.117"');
        await page.waitForURL('**/arm64/k/6.12.117/syscall/mount/ENOSPC.html');
      }),
    );

    test('without JavaScript the answer is reached by links, drawn, with its commands', () =>
      visit({ javaScriptEnabled: false }, async (page) => {
        await page.goto(`${tops[kind]}index.html`);
        for (const name of ['Linux 6.1.192', 'mount', 'ENOSPC']) await page.click(`main a:text-is("${name}")`);
        expect(await page.textContent('#origin-1-title')).toContain('count_rooms');
        expect(await page.isVisible('#origin-1 svg.graph')).toBe(true);
        expect(await page.textContent('main')).toContain('sudo ');
      }));

    test('the failures that an output names are found', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}explain.html`);
        await page.fill('#output', 'mount("a", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)\n');
        await page.click('form.explain button');
        await page.click('#named a');
        await page.waitForURL(`**/${ANSWER}`);
      }));

    test('causes are filtered while one types', () =>
      visit({}, async (page) => {
        await page.goto(`${tops[kind]}causes.html`);
        await page.fill('#filter', 'inotify watches');
        await page.waitForSelector('#mount-max', { state: 'hidden' });
        expect(await page.isVisible('#inotify-watches')).toBe(true);
      }));
  });

  describe.each(Object.entries(KINDS))('%s', (_name, { path, drawn = 'footer' }) => {
    test('fits 360 pixels, also where it is opened from a disk', async () => {
      for (const top of [tops.http, tops.file])
        await visit({ viewport: { width: 360, height: 740 } }, async (page) => {
          await page.goto(`${top}${path}`);
          await page.waitForSelector(drawn);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
        });
    });

    test.each(['light', 'dark'] as const)('has no serious fault of accessibility, %s', (colorScheme) =>
      visit({ colorScheme }, async (page) => {
        await page.goto(`${tops.http}${path}`);
        await page.waitForSelector(drawn);
        expect(await axeFaults(page)).toEqual([]);
      }),
    );

    test('is valid HTML as the browser has it in the end', () =>
      visit({}, async (page) => {
        await page.goto(`${tops.http}${path}`);
        await page.waitForSelector(drawn);
        expect(
          await htmlProblems(`<!doctype html>\n${await page.evaluate('document.documentElement.outerHTML')}`),
        ).toEqual([]);
      }));

    test('is painted at once, and moves nothing', async () => {
      const { paint, moved } = await measurePage(browser, `${tops.http}${path}`, drawn);
      expect(paint).toBeLessThanOrEqual(MOST_PAINT);
      expect(moved).toBeLessThanOrEqual(MOST_MOVED);
    });
  });

  test('an answer loads its own files alone: nothing that a search needs', () =>
    visit({}, async (page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url().slice(tops.http.length)));
      await page.goto(`${tops.http}${ANSWER}`, { waitUntil: 'networkidle' });
      expect(loaded.filter((path) => path !== 'assets/icon.svg').sort()).toEqual(
        ['assets/page.css', 'assets/page.js', 'assets/site.js', ANSWER].sort(),
      );
      const { bytes } = await measurePage(browser, `${tops.http}${ANSWER}`);
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    }));

  test('a row loads what it shows, and not the names of all that there is', () =>
    visit({}, async (page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url().slice(tops.http.length)));
      await page.goto(`${tops.http}${AT}.html#EDOM`, { waitUntil: 'networkidle' });
      await page.waitForSelector('#origin-1');
      expect(loaded.filter((path) => path.includes('shards/')).sort()).toEqual(['shards/site.js']);
      expect(loaded).toContain(`${AT}.rest.js`);
      for (const link of await page.$$eval('main nav a', (all) => all.map((one) => one.getAttribute('href') ?? '')))
        expect((await fetch(new URL(link, `${tops.http}${AT}.html`))).status).toBe(200);
    }));

  test('a link to a row leads on to the page that the failure has', () =>
    visit({}, async (page) => {
      await page.goto(`${tops.http}${AT}.html#ENOSPC`);
      await page.waitForURL(`**/${ANSWER}`);
    }));

  test('an origin has an address of its own', () =>
    visit({ viewport: { width: 1600, height: 300 } }, async (page) => {
      await page.goto(`${tops.http}${ANSWER}#origin-2`);
      expect(await page.evaluate('document.querySelector("#origin-2").getBoundingClientRect().top < innerHeight')).toBe(
        true,
      );
      expect(await page.evaluate('scrollY')).toBeGreaterThan(0);
    }));

  test('names that mean something to HTML are drawn as text, also from shards', async () => {
    const hostile = join(folder, 'hostile');
    await buildSite({
      ...{
        out: hostile,
        dataset: 'd',
        sources: [],
        scripts: { 'site.js': script('site'), 'shards.js': script('shards') },
      },
      wanted: { arches: [], also: new Set(), likely: 0, room: ROOM },
      deps: { packs: [hostileKernel()], version: '0.1.0', compress: false },
    });
    const server = await serveFiles(hostile);
    servers.push(server);
    const at = `${server.url}k/6.1.192`;
    for (const [address, drawn] of [
      [`syscall/mount/ENOSPC.html`, '#origin-1'],
      [`function.html#${encodeURIComponent(NAME)}`, '.definition'],
      [`tunable.html#${encodeURIComponent(SETTING)}`, '.pairs'],
      [`function.html#${encodeURIComponent(`${NAME}x`)}`, '.choices'],
    ] as const)
      await visit({}, async (page) => {
        await page.goto(`${at}/${address}`);
        await page.waitForSelector(drawn);
        const foreign =
          'main :is(script, img, i, svg:not(.graph, .bar)), main [onload], main [onerror], main [onmouseover]';
        expect([address, await page.$$(foreign)]).toEqual([address, []]);
        expect(await page.textContent('main')).toContain(address.startsWith('tunable') ? SETTING : NAME);
        await page.fill('#q', NAME.slice(0, 20));
        await page.press('#q', 'Enter');
        await page.waitForSelector('.results');
        expect(await page.$$('.results :is(script, img, i)')).toEqual([]);
      });
  });

  test('what is not there says so', () =>
    visit({}, async (page) => {
      await page.goto(`${tops.http}k/6.1.192/function.html#count_roomz`);
      await page.click('.choices a:text-is("count_rooms")');
      await page.waitForSelector('main :text("rooms > max")');
      await page.fill('#q', 'qqqqqqqqqqqqqq');
      await page.press('#q', 'Enter');
      await page.waitForSelector('.results :text("Nothing is called so")');
    }));
});
