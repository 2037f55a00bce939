/** Gives the memory of what nobody holds any more back to the system, at once. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: unknown;
let called = 0;

/**
 * Arrays of a graph are some 30 MB, of which V8 sees little: left to itself it lets several lie around. Takes 20 to 40 ms, so that
 * it is done every second time: one graph may lie around (v8.setFlagsFromString, Node 20).
 */
export function giveBack(): void {
  called++;
  if (called % 2 === 0) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  if (typeof collect === 'function') collect();
}
