/** What a page costs the one who opens it: bytes, time to the first paint, and whether anything moves. */
import type { Browser } from 'playwright-core';

/** What a page may take: the first paint in ms, on a machine that does nothing else, and shifts. */
export const MOST_PAINT = 300;
export const MOST_MOVED = 0;

export interface PageCost {
  /** Of the page and all that it loads, as they are sent, with nothing kept from before. */
  readonly bytes: number;
  /** First contentful paint in ms: of some visits the quickest, as others use the machine, too. */
  readonly paint: number;
  /** Cumulative layout shift of the worst of them, in thousandths: less is not seen. */
  readonly moved: number;
}

const WATCH =
  'window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; }).observe({ type: "layout-shift", buffered: true });';

const SENT =
  '[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, one) => sum + one.transferSize, 0)';

const VISITS = 6;
/** A visit that was as quick as this (ms) is enough. */
const QUICK = 150;

/** @param ready - what is there once the page is drawn, where a script draws it */
export async function measurePage(browser: Browser, url: string, ready = 'footer'): Promise<PageCost> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    let [bytes, moved, paint] = [0, 0, Number.POSITIVE_INFINITY];
    for (let visit = 0; visit < VISITS && paint > QUICK; visit++) {
      // The same address with another part behind `#` would not be loaded anew.
      if (visit > 0) await page.goto('about:blank');
      await page.goto(url, { waitUntil: 'load' });
      await page.waitForSelector(ready);
      if (visit === 0) bytes = Number(await page.evaluate(SENT));
      // A text would be evaluated in the page, which its policy forbids.
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      moved = Math.max(moved, Number(await page.evaluate('window.moved')));
      const first = 'performance.getEntriesByName("first-contentful-paint")[0].startTime';
      paint = Math.min(paint, Number(await page.evaluate(first)));
    }
    return { bytes, paint: Math.round(paint), moved: Math.round(moved * 1000) };
  } finally {
    await context.close();
  }
}
