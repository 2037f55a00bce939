/** Collects garbage on demand, for memory that V8 does not account for. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void;

/** A young-generation collection: it frees the trees of the bodies parsed since the last one. */
export function collectGarbage(): void {
  gc({ type: 'minor' });
}
