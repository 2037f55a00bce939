/** Walks the graph for up to 32 errnos at once, a bit each: most edges let all of them pass. */

import type { Filter } from './graph.js';

/** Errnos that one walk has bits for. */
export const ERRNOS_AT_ONCE = 32;

/** The graph in one direction: edges of node `n` are `start[n] … start[n+1]-1`; they lead `to[…]` through `filter[…]`. */
export interface Ways {
  readonly start: Uint32Array;
  readonly to: Uint32Array;
  readonly filter: Uint16Array;
}

/** For each filter the bits of the errnos (ids of the `errno` table, bit `i` for the one at `i`) that it lets through as what they are. */
export function passingBits(filters: readonly Filter[], errnos: readonly number[]): Int32Array {
  return Int32Array.from(filters, (filter) => bitsWhere(errnos, (errno) => letsPass(filter, errno)));
}

/** The bits of the errnos, or of what there is for each of them, of which something holds. */
export function bitsWhere<T>(errnos: readonly T[], holds: (errno: T) => boolean): number {
  let bits = 0;
  for (let i = 0; i < errnos.length; i++) if (holds(errnos[i] as T)) bits |= 1 << i;
  return bits;
}

/** Calls for the number of each bit that is set, the lowest first. */
export function eachBit(bits: number, tell: (bit: number) => void): void {
  for (let left = bits; left !== 0; left &= left - 1) tell(31 - Math.clz32(left & -left));
}

/** What an errno is turned into is a site of the caller. */
export function letsPass({ mode, errnos }: Filter, errno: number): boolean {
  return mode !== 'turn' && errnos.includes(errno) === (mode === 'only');
}

/**
 * Carries bits along the ways, as far as they get.
 * @param bits - of each node; those that are set are where it starts
 * @param within - of each node the bits that can get there
 * @param passing - of each filter, see {@link passingBits}
 */
export function spread({ start, to, filter }: Ways, bits: Int32Array, within: Int32Array, passing: Int32Array): void {
  const nodes = bits.length;
  // A ring: a node that waits already is not put in once more.
  const ring = new Uint32Array(nodes);
  const waits = new Uint8Array(nodes);
  let put = 0;
  let left = 0;
  const wait = (node: number): void => {
    if (waits[node] === 1) return;
    waits[node] = 1;
    ring[put] = node;
    put = put + 1 === nodes ? 0 : put + 1;
    left++;
  };
  for (let node = 0; node < nodes; node++) if (bits[node] !== 0) wait(node);
  for (let get = put - left < 0 ? put - left + nodes : put - left; left > 0; get = get + 1 === nodes ? 0 : get + 1) {
    const node = ring[get] as number;
    left--;
    waits[node] = 0;
    const own = bits[node] as number;
    for (let i = start[node] as number, end = start[node + 1] as number; i < end; i++) {
      const next = to[i] as number;
      const had = bits[next] as number;
      const has = had | (own & (passing[filter[i] as number] as number) & (within[next] as number));
      if (has === had) continue;
      bits[next] = has;
      wait(next);
    }
  }
}
