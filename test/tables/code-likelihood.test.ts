/** How commonly code under an `#if` counts as compiled. */

import { expect, test } from 'vitest';
import { codeLikelihood } from '../../indexer/tables/code-likelihood.js';

const SHARES = new Map([
  ['CONFIG_NET', 0.9],
  ['CONFIG_FAULTS', 0.125],
]);

test.each([
  [undefined, 1],
  ['defined(CONFIG_FAULTS)', 0.125],
  ['IS_ENABLED(CONFIG_FAULTS)', 0.125],
  ['!defined(CONFIG_FAULTS)', 0.875],
  ['defined(CONFIG_NET) && defined(CONFIG_FAULTS)', 0.125],
  ['defined(CONFIG_NET) || defined(CONFIG_FAULTS)', 0.9],
  ['defined(CONFIG_FAULTS) && defined(HAVE_ROOMS)', 0.125],
  ['defined(CONFIG_FAULTS) || defined(HAVE_ROOMS)', 1],
  ['defined(HAVE_ROOMS)', 1],
  ['0', 0],
])('code under %s: %f', (condition, share) => {
  expect(codeLikelihood(condition, SHARES)).toBeCloseTo(share);
});
