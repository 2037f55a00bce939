/** How the suite of the pages in a browser runs: `npm run test:pages`; it needs a Chromium, which `npm test` does without. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/pages/*.suite.ts'], testTimeout: 60_000, hookTimeout: 120_000, env: { TZ: 'UTC' } },
});
