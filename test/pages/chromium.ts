/** A headless Chromium that is installed on the machine: `CHROMIUM` names another one than Debian's. */
import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why no browser can be started; undefined where one can. */
export function noChromium(): string | undefined {
  try {
    accessSync(PATH, constants.X_OK);
    return undefined;
  } catch {
    return `${PATH} is no program: apt-get install chromium, or let CHROMIUM name one`;
  }
}

/** Without what a browser does on its own: it asks nobody but the server of a test. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: PATH,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}
