/** What axe-core finds on a page that keeps somebody from using it. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The serious and the critical ones, each as one line. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run({ preload: false })')) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}
