/** How the suite of the two homes runs: `npm run test:workers`; it starts wrangler, which `npm test` does without. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/homes/*.suite.ts'], testTimeout: 60_000, hookTimeout: 600_000, env: { TZ: 'UTC' } },
});
