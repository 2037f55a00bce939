/** How the suites of faults and of deployment run: `npm run test:faults`, `test:deploy`; they take minutes, and root for full disks. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/faults/*.suite.ts', 'test/deploy/*.suite.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    env: { NO_COLOR: '1', TZ: 'UTC' },
  },
});
