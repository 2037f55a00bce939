/** Gives the memory of what nobody holds any more back to the system, at once. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: unknown;

/**
 * Arrays of a graph are some 30 MB, of which V8 sees little: left to itself it lets several lie around. Takes 10 to 20 ms, the
 * heap being small (v8.setFlagsFromString, Node 20).
 */
export function giveBack(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  if (typeof collect === 'function') collect();
}
