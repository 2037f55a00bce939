/** `npm run build`: compiles src/ and indexer/ into dist/ when they changed. Types are checked by `npm test`. */

import { ensureReady } from './ensure.mjs';

ensureReady();
